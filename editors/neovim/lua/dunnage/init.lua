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

-- The clients of ours that run; those of one buffer, where it is given.
local function clients(buffer)
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  local found = {}
  for _, client in pairs(get()) do
    if client.name == 'dunnage' and (buffer == nil or vim.lsp.buf_is_attached(buffer, client.id)) then
      table.insert(found, client)
    end
  end
  return found
end

-- Since 0.11 a client's functions are methods.
local has_methods = vim.fn.has('nvim-0.11') == 1

local function call(client, name, ...)
  if has_methods then
    return client[name](client, ...)
  end
  return client[name](...)
end

local function current(buffer)
  return (not buffer or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
end

local markers = {}
for _, marker in ipairs(config.root_markers) do
  vim.list_extend(markers, type(marker) == 'table' and marker or { marker })
end

local function root_of(path)
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

-- What is told to the server: when it starts, and when it asks.
local function told()
  return M.settings and { dunnage = M.settings } or nil
end

local function start(buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local options = {
    name = 'dunnage',
    cmd = M.cmd or config.cmd,
    root_dir = root,
    settings = told(),
    init_options = told(),
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
--- `options.settings`: what the server is told, such as `{ ignore = { 'root-user' } }`.
--- `options.fix_on_save`, `options.format_on_save`: what is done when a file is written.
function M.setup(options)
  options = options or {}
  M.cmd = options.cmd
  M.settings = options.settings
  M.detect_filetypes()
  if vim.lsp.config then
    local own = { cmd = options.cmd, settings = told(), init_options = told() }
    vim.lsp.config('dunnage', vim.tbl_extend('force', config, own))
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
  if options.fix_on_save or options.format_on_save then
    M.mend_on_save({ fix = options.fix_on_save, format = options.format_on_save })
  end
end

--- Tells the running servers other settings; `nil` for none.
function M.configure(settings)
  M.settings = settings
  for _, client in ipairs(clients()) do
    local section = told() or { dunnage = vim.empty_dict() }
    client.config.settings = section
    if client.settings then
      client.settings = section
    end
    call(client, 'notify', 'workspace/didChangeConfiguration', { settings = section })
  end
end

--- Ends every server of ours, and starts it anew for the buffers that it looked after.
function M.restart()
  for _, client in ipairs(clients()) do
    local buffers = vim.lsp.get_buffers_by_client_id(client.id)
    local again = client.config
    call(client, 'stop')
    vim.wait(3000, function()
      return #vim.tbl_filter(function(it) return it.id == client.id end, clients()) == 0
    end, 10)
    by_root[again.root_dir or ''] = nil
    for _, buffer in ipairs(buffers) do
      if vim.lsp.start then
        vim.lsp.start(again, { bufnr = buffer })
      else
        start(buffer)
      end
    end
  end
end

--- Changes a buffer, but not how it ends: where a file lacks its last line end, Neovim adds one as it writes, and one that
--- was put into the text besides would become an empty line.
local function changed(buffer, change)
  local options = vim.bo[buffer]
  local is_added = not options.endofline and options.fixendofline and not options.binary
  change()
  local lines = vim.api.nvim_buf_line_count(buffer)
  if is_added and lines > 1 and vim.api.nvim_buf_get_lines(buffer, -2, -1, false)[1] == '' then
    vim.api.nvim_buf_set_lines(buffer, lines - 1, lines, false, {})
  end
end

--- Applies every safe fix to a buffer, and waits for it.
function M.fix(buffer, timeout_ms)
  buffer = current(buffer)
  local parameters = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = {
      start = { line = 0, character = 0 },
      ['end'] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 },
    },
    context = { only = { 'source.fixAll.dunnage' }, diagnostics = {}, triggerKind = 2 },
  }
  for _, client in ipairs(clients(buffer)) do
    local answer = call(client, 'request_sync', 'textDocument/codeAction', parameters, timeout_ms or 1000, buffer)
    for _, action in ipairs(answer and answer.result or {}) do
      if action.edit then
        changed(buffer, function()
          vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16')
        end)
      end
    end
  end
end

--- Lays a buffer out, and waits for it.
function M.format(buffer, timeout_ms)
  buffer = current(buffer)
  for _, client in ipairs(clients(buffer)) do
    if client.server_capabilities.documentFormattingProvider then
      local parameters = vim.api.nvim_buf_call(buffer, vim.lsp.util.make_formatting_params)
      local answer = call(client, 'request_sync', 'textDocument/formatting', parameters, timeout_ms or 1000, buffer)
      if answer and answer.result then
        changed(buffer, function()
          vim.lsp.util.apply_text_edits(answer.result, buffer, client.offset_encoding or 'utf-16')
        end)
      end
    end
  end
end

--- What is done whenever a file that the server looks after is written: `options.fix`, then `options.format`.
function M.mend_on_save(options)
  vim.api.nvim_create_autocmd('BufWritePre', {
    group = vim.api.nvim_create_augroup('dunnage_on_save', { clear = true }),
    callback = function(args)
      if options.fix then
        M.fix(args.buf)
      end
      if options.format then
        M.format(args.buf)
      end
    end,
  })
end

--- Applies every safe fix whenever a file that the server looks after is written.
function M.fix_on_save()
  M.mend_on_save({ fix = true })
end

--- Shows a rule's page; without a rule, that of the finding under the cursor.
function M.explain(rule)
  if rule == nil or rule == '' then
    local line = vim.api.nvim_win_get_cursor(0)[1] - 1
    for _, finding in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      local data = finding.user_data and finding.user_data.lsp or {}
      rule = rule ~= '' and rule or (finding.source == 'dunnage' and (finding.code or data.code)) or nil
    end
  end
  if rule == nil or rule == '' then
    vim.notify('No rule speaks here', vim.log.levels.INFO)
    return
  end
  local page = vim.fn.systemlist({ (M.cmd or config.cmd)[1], 'explain', rule })
  vim.lsp.util.open_floating_preview(page, '', { border = 'single', focus_id = 'dunnage' })
end

return M
