-- Starts Dunnage with its defaults. Set `vim.g.dunnage_manual = true` before this is loaded to call `setup` yourself.
if vim.g.loaded_dunnage or vim.g.dunnage_manual then
  return
end
vim.g.loaded_dunnage = true
require('dunnage').setup()
