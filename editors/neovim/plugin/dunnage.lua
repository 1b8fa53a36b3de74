-- Starts Dunnage with its defaults. Set `vim.g.dunnage_manual = true` before this is loaded to call `setup` yourself.
if vim.g.loaded_dunnage then
  return
end
vim.g.loaded_dunnage = true

local function command(name, action, options)
  vim.api.nvim_create_user_command(name, action, options)
end

command('DunnageFix', function() require('dunnage').fix() end, { desc = 'Apply every safe fix to this buffer' })
command('DunnageFormat', function() require('dunnage').format() end, { desc = 'Lay this buffer out' })
command('DunnageRestart', function() require('dunnage').restart() end, { desc = 'Start the server anew' })
command('DunnageExplain', function(args) require('dunnage').explain(args.args) end, {
  desc = "Show a rule's page; that of the finding here, where none is named",
  nargs = '?',
})

if not vim.g.dunnage_manual then
  require('dunnage').setup()
end
