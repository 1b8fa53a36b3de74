;;; dunnage.el --- Dockerfile and Compose: findings, fixes, mending on save  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools

;;; Commentary:

;; Starts the language server `dunnage lsp' through Eglot for Dockerfiles, Compose files and ignore files:
;;
;;   (require 'dunnage)
;;   (dunnage-setup)
;;
;; Modes of other packages are used where they are installed; else plain ones of our own stand in.

;;; Code:

(require 'eglot)

(declare-function treesit-ready-p "treesit")

(defgroup dunnage nil
  "Dockerfile and Compose, looked after by Dunnage."
  :group 'tools
  :prefix "dunnage-")

(defcustom dunnage-program "dunnage"
  "The program, on the variable `exec-path' or with its folder."
  :type 'string)

(defcustom dunnage-settings nil
  "What the server is told: a property list with the keys of its settings.
Lists are vectors, and `:json-false' is false:

  (:ignore [\"root-user\"] :severity (:unpinned-base-image \"warning\"))"
  :type 'plist)

(defcustom dunnage-fix-on-save nil
  "Whether every safe fix is applied when a file is saved."
  :type 'boolean)

(defcustom dunnage-format-on-save nil
  "Whether a file is laid out when it is saved."
  :type 'boolean)

(defvar dunnage-dockerfile-modes '(dockerfile-mode dockerfile-ts-mode dunnage-dockerfile-mode)
  "The modes of Dockerfiles.")

;;;; Modes

(defvar dunnage-dockerfile-keywords
  '("ADD" "ARG" "CMD" "COPY" "ENTRYPOINT" "ENV" "EXPOSE" "FROM" "HEALTHCHECK" "LABEL" "MAINTAINER" "ONBUILD" "RUN"
    "SHELL" "STOPSIGNAL" "USER" "VOLUME" "WORKDIR"))

;;;###autoload
(define-derived-mode dunnage-dockerfile-mode prog-mode "Dockerfile"
  "Dockerfiles, where no other mode for them is installed."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (modify-syntax-entry ?\" "\"")
  (setq-local font-lock-defaults
              `((("^[ \t]*#.*" . font-lock-comment-face)
                 (,(concat "^[ \t]*\\(?:ONBUILD[ \t]+\\)?" (regexp-opt dunnage-dockerfile-keywords 'words))
                  . font-lock-keyword-face)
                 ("\\${?\\([A-Za-z_][A-Za-z_0-9]*\\)" 1 font-lock-variable-name-face))
                nil t)))

(defalias 'dunnage--yaml-mode
  (cond ((locate-library "yaml-mode") (autoload 'yaml-mode "yaml-mode" nil t) 'yaml-mode)
        ((and (fboundp 'yaml-ts-mode) (fboundp 'treesit-ready-p) (treesit-ready-p 'yaml t)) 'yaml-ts-mode)
        (t 'prog-mode)))

;;;###autoload
(define-derived-mode dunnage-compose-mode dunnage--yaml-mode "Compose"
  "Compose files."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode nil))

;;;###autoload
(define-derived-mode dunnage-ignore-mode prog-mode "Ignore"
  "The files that say what stays out of a build."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '((("^#.*" . font-lock-comment-face) ("^!" . font-lock-negation-char-face)) t)))

(defvar dunnage--files
  '(("/\\(?:[^/]*[.-]\\)?\\(?:compose\\|docker-compose\\|podman-compose\\)\\(?:[.-][^/]*\\)?\\.ya?ml\\'" . dunnage-compose-mode)
    ("[./]\\(?:docker\\|container\\)ignore\\'" . dunnage-ignore-mode)))

(defvar dunnage--dockerfiles
  "/\\(?:[^/]+\\.\\)?\\(?:[Dd]ocker\\|[Cc]ontainer\\)file\\(?:[.-][^/]*\\)?\\'")

;;;; The server

(defun dunnage--section ()
  "What the server is told when it starts, and when something changes."
  (list :dunnage (or dunnage-settings (make-hash-table))))

(defun dunnage--contact (&rest _)
  "How the server is started."
  (list dunnage-program "lsp" :initializationOptions (dunnage--section)))

(defun dunnage--servers ()
  "All our servers that run, or signal that there is none."
  (let (found)
    (dolist (buffer (buffer-list))
      (with-current-buffer buffer
        (let ((server (and (dunnage--ours-p) (eglot-current-server))))
          (when server (cl-pushnew server found)))))
    (or found (user-error "Dunnage is not running"))))

(defun dunnage--ours-p ()
  "Whether this buffer is one that we look after."
  (apply #'derived-mode-p 'dunnage-compose-mode 'dunnage-ignore-mode dunnage-dockerfile-modes))

(defun dunnage-restart ()
  "Start every server of ours anew."
  (interactive)
  (dolist (server (dunnage--servers)) (eglot-reconnect server)))

(defun dunnage-send-settings ()
  "Tell the servers what `dunnage-settings' are now."
  (interactive)
  (dolist (server (dunnage--servers))
    (jsonrpc-notify server :workspace/didChangeConfiguration
                    (list :settings (dunnage--section)))))

(defun dunnage-fix-buffer ()
  "Apply every safe fix to this buffer."
  (interactive)
  (condition-case problem
      ;; Kinds are compared letter by letter, so it is the exact one.
      (eglot-code-actions (point-min) (point-max) "source.fixAll.dunnage" t)
    (error (unless (string-match-p "code actions here" (error-message-string problem))
             (signal (car problem) (cdr problem))))))

(defun dunnage-explain (rule)
  "Show the page of RULE, under any of its names."
  (interactive "sRule: ")
  (with-help-window "*dunnage*"
    (call-process dunnage-program nil standard-output nil "explain" rule)))

(defun dunnage--before-save ()
  "Mend the buffer and lay it out, as far as that is wanted."
  (when (eglot-managed-p)
    ;; Eglot sends changes when Emacs is idle, and asks what to do before a save without sending them first.
    (eglot--signal-textDocument/didChange)
    (when dunnage-fix-on-save (dunnage-fix-buffer))
    (when (and dunnage-format-on-save (eglot--server-capable :documentFormattingProvider))
      (eglot-format-buffer))
    (eglot--signal-textDocument/didChange)))

(defun dunnage--start ()
  "Start the server for this buffer, if its file is on a disk."
  (when buffer-file-name
    (add-hook 'before-save-hook #'dunnage--before-save -90 t)
    (eglot-ensure)))

;;;###autoload
(defun dunnage-setup ()
  "Start the server for every file of ours that is opened from now on."
  (interactive)
  (pcase-dolist (`(,pattern . ,mode) dunnage--files)
    (add-to-list 'auto-mode-alist (cons pattern mode)))
  (add-to-list 'auto-mode-alist
               (cons dunnage--dockerfiles
                     (cond ((locate-library "dockerfile-mode") 'dockerfile-mode)
                           ((and (fboundp 'dockerfile-ts-mode) (treesit-ready-p 'dockerfile t)) 'dockerfile-ts-mode)
                           (t 'dunnage-dockerfile-mode))))
  ;; A server has one language in older versions of Eglot, so each language has a server.
  (pcase-dolist (`(,language . ,modes) `(("dockerfile" . ,dunnage-dockerfile-modes)
                                         ("dockercompose" dunnage-compose-mode)
                                         ("dockerignore" dunnage-ignore-mode)))
    (dolist (mode modes)
      (put mode 'eglot-language-id language)
      (add-hook (intern (format "%s-hook" mode)) #'dunnage--start))
    (add-to-list 'eglot-server-programs (cons modes #'dunnage--contact))))

(provide 'dunnage)
;;; dunnage.el ends here
