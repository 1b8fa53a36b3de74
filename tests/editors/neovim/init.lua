-- What a user's own configuration would hold: the plugin on the runtimepath, and nothing else.
vim.opt.runtimepath:prepend(os.getenv('DUNNAGE_PLUGIN'))
