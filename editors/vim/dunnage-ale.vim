" Dunnage in Vim, through ALE: `:source` this from the vimrc, after ALE is on the 'runtimepath'.
if exists('g:loaded_dunnage_ale')
  finish
endif
let g:loaded_dunnage_ale = 1

augroup dunnage_ale
  autocmd!
  autocmd BufNewFile,BufRead Dockerfile-*,Containerfile,Containerfile.*,*.containerfile setfiletype dockerfile
augroup END

" The folder of .git, else that of the file.
function! DunnageRoot(buffer) abort
  let l:git = ale#path#FindNearestDirectory(a:buffer, '.git')
  return empty(l:git) ? expand('#' . a:buffer . ':p:h') : fnamemodify(l:git, ':h:h')
endfunction

" ALE takes fixes from programs, not from servers.
function! DunnageMend(buffer) abort
  return {'command': 'dunnage format --fix --stdin-filename %s -'}
endfunction

for s:language in ['dockerfile', 'yaml']
  call ale#linter#Define(s:language, {
        \ 'name': 'dunnage',
        \ 'lsp': 'stdio',
        \ 'executable': 'dunnage',
        \ 'command': '%e lsp',
        \ 'project_root': function('DunnageRoot'),
        \ 'lsp_config': {buffer -> {'dunnage': get(g:, 'dunnage_settings', {})}},
        \ })
  call ale#fix#registry#Add('dunnage', 'DunnageMend', ['dockerfile', 'yaml'], 'Apply every safe fix, and lay the file out')
endfor
