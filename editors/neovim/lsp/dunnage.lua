-- The server as Neovim 0.11 and newer want it described: `vim.lsp.enable('dunnage')`.
return {
  cmd = { 'dunnage', 'lsp' },
  filetypes = { 'dockerfile', 'yaml.docker-compose' },
  root_markers = {
    { '.dunnage.toml', 'dunnage.toml' },
    { 'compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml' },
    '.git',
  },
  get_language_id = function(_, filetype)
    return filetype == 'yaml.docker-compose' and 'dockercompose' or filetype
  end,
}
