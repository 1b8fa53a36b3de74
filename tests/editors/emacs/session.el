;;; session.el --- One session in a real Emacs  -*- lexical-binding: t -*-

;; Open, read, mend, write, for a Dockerfile and a Compose file. Each step says `ok' or `not ok'; the status is that of the
;; worst. `tests/editors/emacs.rs' starts it in the project to work on.

(require 'package)
(package-initialize)
(require 'dunnage)

(defvar patience 30 "Seconds until a step is given up; none waits for it to pass.")
(defvar failed nil)

(defun step (name passed &optional detail)
  (unless passed (setq failed t))
  (princ (format "%s - %s%s\n" (if passed "ok" "not ok") name (if passed "" (format ": %S" detail)))))

(defun rest ()
  "What Eglot does when nothing is typed for a while; without a display that never happens by itself."
  (when (eglot-managed-p) (eglot--signal-textDocument/didChange)))

(defun eventually (condition)
  (rest)
  (let ((end (+ (float-time) patience)) answer)
    (while (and (not (setq answer (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02)
      (sit-for 0.01))
    answer))

(defun findings ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun says (pattern)
  (seq-some (lambda (text) (string-match-p pattern text)) (findings)))

(defun on-disk (file)
  (with-temp-buffer (insert-file-contents file) (buffer-string)))

(defun has (pattern text)
  (let ((case-fold-search nil)) (string-match-p pattern text)))

(cl-defun read-and-mend (file &key language line finding rule fix result hover complete save layout)
  (find-file file)
  (cl-flet ((said (what) (format "%s: %s" file what)))
    ;; Without a command loop nobody runs the hook that `eglot-ensure' waits for.
    (run-hooks 'post-command-hook)
    (step (said "the server starts") (eventually #'eglot-current-server))
    (step (said "its language is known") (equal (eglot--language-id (eglot-current-server)) language)
          (eglot--language-id (eglot-current-server)))
    (flymake-start)
    (step (said "findings appear") (eventually (lambda () (says finding))) (findings))
    (goto-char (point-min))
    (forward-line (1- line))
    (let ((page (plist-get (plist-get (jsonrpc-request (eglot-current-server) :textDocument/hover
                                                       (eglot--TextDocumentPositionParams))
                                      :contents)
                           :value)))
      (step (said "the page of the rule is in the hover") (and page (has rule page)) page))
    (let* ((actions (eglot-code-actions (point) (line-end-position) "quickfix"))
           (action (seq-find (lambda (it) (has fix (plist-get it :title))) actions)))
      (step (said "a fix is offered") action actions)
      (when action (eglot--apply-workspace-edit (plist-get action :edit))))
    (step (said "the fix mends the buffer") (has result (buffer-string)) (buffer-string))
    (step (said "the finding goes away") (eventually (lambda () (not (says finding)))) (findings))
    (save-buffer)
    (goto-char (point-min))
    (search-forward (car hover))
    (rest)
    (let ((meaning (format "%S" (jsonrpc-request (eglot-current-server) :textDocument/hover
                                                 (eglot--TextDocumentPositionParams)))))
      (step (said "what stands there is explained") (has (cdr hover) meaning) meaning))
    (goto-char (point-max))
    (let ((before (buffer-string)))
      (insert (car complete))
      (rest)
      (let* ((answer (eglot-completion-at-point))
             (words (all-completions (buffer-substring (nth 0 answer) (nth 1 answer)) (nth 2 answer))))
        (step (said "words are completed") (seq-some (lambda (word) (has (cdr complete) word)) words) words))
      (erase-buffer)
      (insert before))
    (setq dunnage-fix-on-save t dunnage-format-on-save t)
    (goto-char (point-min))
    (insert (car save))
    (save-buffer)
    (step (said "every safe fix is applied on the way to the disk") (has (cdr save) (on-disk file)) (on-disk file))
    (goto-char (point-min))
    (insert (car layout))
    (save-buffer)
    (step (said "it is laid out on the way to the disk") (has (cdr layout) (on-disk file)) (on-disk file))
    (step (said "the buffer is what the disk has") (and (equal (buffer-string) (on-disk file)) (not (buffer-modified-p))))))

(defun change-and-restart ()
  (find-file "Dockerfile")
  (setq dunnage-fix-on-save nil)
  (goto-char (point-max))
  (insert "MAINTAINER Grace\n")
  (step "a new mistake is found" (eventually (lambda () (says "MAINTAINER"))) (findings))
  (setq dunnage-settings '(:ignore ["maintainer-deprecated"]))
  (dunnage-send-settings)
  (step "a setting holds at once" (eventually (lambda () (not (says "MAINTAINER")))) (findings))
  (setq dunnage-settings nil)
  (dunnage-send-settings)
  (step "and no longer than it stands" (eventually (lambda () (says "MAINTAINER"))) (findings))
  (let ((before (eglot-current-server)))
    (dunnage-restart)
    (step "the server starts anew"
          (eventually (lambda () (and (eglot-current-server) (not (eq before (eglot-current-server)))))))
    (step "and finds what there is" (eventually (lambda () (says "MAINTAINER"))) (findings)))
  (dunnage-fix-buffer)
  (step "all fixes go by a command" (has "authors=\"?Grace" (buffer-string)) (buffer-string))
  (rest)
  (dunnage-fix-buffer)
  (step "and where there is none, nothing is said" t)
  (save-buffer))

(setq make-backup-files nil create-lockfiles nil flymake-no-changes-timeout 0.1 eglot-send-changes-idle-time 0.05
      eglot-autoshutdown nil)
(condition-case problem
    (progn
      (dunnage-setup)
      (read-and-mend "Dockerfile"
                     :language "dockerfile" :line 2 :finding "MAINTAINER is deprecated" :rule "maintainer-deprecated"
                     :fix "Use a label" :result "^LABEL org.opencontainers.image.authors=\"Ada 🚢\"$"
                     :hover '("FRO" . "FROM") :complete '("WORK" . "WORKDIR")
                     :save '("# 🚢\nFROM scratch AS first\nMAINTAINER Grace\n" . "authors=\"?Grace")
                     :layout '("from  scratch AS zero  \n" . "\\`FROM scratch AS zero\n"))
      (read-and-mend "compose.yaml"
                     :language "dockercompose" :line 1 :finding "is obsolete" :rule "obsolete-version"
                     :fix "." :result "\\`services:"
                     :hover '("    ima" . "image") :complete '("    res" . "restart")
                     :save '("name: shop\nversion: \"2\"\n" . "\\`name: shop\nservices:")
                     :layout '("# A shop   \n" . "\\`# A shop\n"))
      (change-and-restart)
      (step "the session ran to its end" t))
  (error (step "the session ran to its end" nil problem)))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(ignore-errors (mapc #'eglot-shutdown (dunnage--servers)))
(kill-emacs (if failed 1 0))
