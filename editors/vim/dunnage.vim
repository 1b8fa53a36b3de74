" Dunnage in Vim, through vim-lsp: put this folder's file into ~/.vim/plugin, or `:source` it from the vimrc.
if exists('g:loaded_dunnage')
  finish
endif
let g:loaded_dunnage = 1

augroup dunnage
  autocmd!
  autocmd BufNewFile,BufRead Dockerfile-*,Containerfile,Containerfile.*,*.containerfile setfiletype dockerfile
  autocmd User lsp_setup call s:register()
  autocmd BufWritePre * call s:mend()
augroup END

function! s:register() abort
  call lsp#register_server({
        \ 'name': 'dunnage',
        \ 'cmd': {server_info -> get(g:, 'dunnage_command', ['dunnage', 'lsp'])},
        \ 'allowlist': ['dockerfile', 'yaml', 'yaml.docker-compose'],
        \ 'workspace_config': {'dunnage': get(g:, 'dunnage_settings', {})},
        \ })
endfunction

" With `let g:dunnage_fix_on_save = 1`: every safe fix when a file is written; with `g:dunnage_format_on_save`: the layout after it.
function! s:mend() abort
  if index(['dockerfile', 'yaml', 'yaml.docker-compose'], &filetype) < 0 || exists(':LspCodeActionSync') != 2
    return
  endif
  if get(g:, 'dunnage_fix_on_save', 0)
    silent! LspCodeActionSync source.fixAll.dunnage
  endif
  if get(g:, 'dunnage_format_on_save', 0)
    silent! LspDocumentFormatSync --server=dunnage
  endif
endfunction
