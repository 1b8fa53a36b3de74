-- Dunnage in Neovim: starting the server in every version since 0.7, and mending a file when it is written.
local M = {}

local config = dofile(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':h:h:h') .. '/lsp/dunnage.lua')

-- Names that Neovim itself takes for plain YAML, or for nothing.
local patterns = {
  ['yaml.docker-compose'] = {
    'compose.yaml', 'compose.yml', 'compose.*.yaml', 'compose.*.yml', '*.compose.yaml', '*.compose.yml',
    'docker-compose.yaml', 'docker-compose.yml', 'docker-compose.*.yaml', 'docker-compose.*.yml',
    'docker-compose-*.yaml', 'docker-compose-*.yml',
  },
  dockerfile = {
    'dockerfile', 'Dockerfile.*', 'Dockerfile-*', '*.dockerfile', '*.Dockerfile', 'Containerfile', 'Containerfile.*',
    '*.containerfile',
  },
}

--- Gives Compose files and Dockerfiles under all their names the filetypes that the server is started for.
function M.detect_filetypes()
  local group = vim.api.nvim_create_augroup('dunnage_filetype', { clear = true })
  for filetype, names in pairs(patterns) do
    vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
      group = group,
      pattern = names,
      callback = function(args)
        if vim.bo[args.buf].filetype ~= filetype then
          vim.bo[args.buf].filetype = filetype
        end
      end,
    })
  end
end

local function clients(buffer)
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  local found = {}
  for _, client in pairs(get()) do
    if client.name == 'dunnage' and vim.lsp.buf_is_attached(buffer, client.id) then
      table.insert(found, client)
    end
  end
  return found
end

local function root_of(path)
  local markers = vim.tbl_flatten(config.root_markers)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  while true do
    for _, marker in ipairs(markers) do
      if vim.loop.fs_stat(folder .. '/' .. marker) then
        return folder
      end
    end
    local parent = vim.fn.fnamemodify(folder, ':h')
    if parent == folder then
      return vim.fn.fnamemodify(path, ':p:h')
    end
    folder = parent
  end
end

-- Neovim 0.7 to 0.10: one client for each root, started by hand.
local by_root = {}

local function start(buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local options = {
    name = 'dunnage',
    cmd = M.cmd or config.cmd,
    root_dir = root,
    get_language_id = function(_, filetype)
      return config.get_language_id(buffer, filetype)
    end,
    on_exit = function()
      by_root[root] = nil
    end,
  }
  if vim.lsp.start then
    vim.lsp.start(options, { bufnr = buffer })
    return
  end
  by_root[root] = by_root[root] or vim.lsp.start_client(options)
  if by_root[root] then
    vim.lsp.buf_attach_client(buffer, by_root[root])
  end
end

--- Starts the server for every Dockerfile and Compose file that is opened.
--- `options.cmd`: the command, where `dunnage` is not on the PATH.
--- `options.fix_on_save`: also call |dunnage.fix_on_save|.
function M.setup(options)
  options = options or {}
  M.cmd = options.cmd
  M.detect_filetypes()
  if vim.lsp.config then
    vim.lsp.config('dunnage', vim.tbl_extend('force', config, { cmd = options.cmd }))
    vim.lsp.enable('dunnage')
  else
    vim.api.nvim_create_autocmd('FileType', {
      group = vim.api.nvim_create_augroup('dunnage_start', { clear = true }),
      pattern = config.filetypes,
      callback = function(args)
        start(args.buf)
      end,
    })
  end
  if options.fix_on_save then
    M.fix_on_save()
  end
end

--- Applies every safe fix to a buffer, and waits for it.
function M.fix(buffer, timeout_ms)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local parameters = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = {
      start = { line = 0, character = 0 },
      ['end'] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 },
    },
    context = { only = { 'source.fixAll.dunnage' }, diagnostics = {}, triggerKind = 2 },
  }
  for _, client in ipairs(clients(buffer)) do
    local request = vim.fn.has('nvim-0.11') == 1 and function(...) return client:request_sync(...) end or client.request_sync
    local answer = request('textDocument/codeAction', parameters, timeout_ms or 1000, buffer)
    for _, action in ipairs(answer and answer.result or {}) do
      if action.edit then
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16')
      end
    end
  end
end

--- Applies every safe fix whenever a file that the server looks after is written.
function M.fix_on_save()
  vim.api.nvim_create_autocmd('BufWritePre', {
    group = vim.api.nvim_create_augroup('dunnage_fix_on_save', { clear = true }),
    callback = function(args)
      M.fix(args.buf)
    end,
  })
end

return M
