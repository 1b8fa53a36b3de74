-- One session in a real Neovim, 0.7 and later: open, read, mend, write. Each step says `ok` or `not ok`; the status is that
-- of the worst. `tests/editors/neovim.rs` starts it, with the program on the PATH and a Dockerfile to work on.
local PATIENCE = 30000 -- milliseconds until a step is given up; none waits for it to pass
local failed = false

local function step(name, passed, detail)
  failed = failed or not passed
  io.stdout:write(('%s - %s%s\n'):format(passed and 'ok' or 'not ok', name, passed and '' or ': ' .. vim.inspect(detail):sub(1, 600)))
end

local function eventually(condition)
  return vim.wait(PATIENCE, condition, 5)
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function ask(buffer, method, parameters)
  local answers = vim.lsp.buf_request_sync(buffer, method, parameters, PATIENCE) or {}
  for _, answer in pairs(answers) do
    return answer.result
  end
end

local function position(line, character)
  return { line = line, character = character }
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    -- Neovim 0.7 keeps the code among what it does not understand.
    local data = diagnostic.user_data and diagnostic.user_data.lsp or {}
    table.insert(found, diagnostic.code or data.code)
  end
  return found
end

local function finds(buffer, code)
  return function()
    return vim.tbl_contains(codes(buffer), code)
  end
end

local function client_of(buffer)
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in pairs(get()) do
    if client.name == 'dunnage' and vim.lsp.buf_is_attached(buffer, client.id) then
      return client
    end
  end
end

local function on_disk(buffer)
  return table.concat(vim.fn.readfile(vim.api.nvim_buf_get_name(buffer)), '\n')
end

-- What is worth a look in each language, and what becomes of it. Lines and columns are counted from zero.
local documents = {
  {
    name = 'Dockerfile-dev',
    filetype = 'dockerfile',
    language = 'dockerfile',
    mistake = { line = 1, rule = 'maintainer-deprecated' },
    fix = { title = 'Use a label', result = '\nLABEL org%.opencontainers%.image%.authors="Ada 🚢"' },
    hover = { line = 0, column = 1, says = 'FROM' },
    complete = { typed = 'WORK', offers = 'WORKDIR' },
    save = { line = -1, typed = { 'MAINTAINER Grace' }, result = 'authors="?Grace"?' },
    layout = { typed = 'from  scratch AS first  ', result = '^FROM scratch AS first\n' },
  },
  {
    name = 'compose.yaml',
    filetype = 'yaml.docker-compose',
    language = 'compose',
    mistake = { line = 0, rule = 'obsolete-version' },
    fix = { title = '.', result = '^services:' },
    hover = { line = 2, column = 5, says = 'image' },
    complete = { typed = '    res', offers = 'restart' },
    save = { line = 0, typed = { 'name: shop', 'version: "2"' }, result = '^name: shop\nservices:' },
    layout = { typed = '# A shop   ', result = '^# A shop\n' },
  },
}

local function read_and_mend(it)
  local function said(what)
    return it.name .. ': ' .. what
  end
  vim.cmd('edit ' .. it.name)
  local buffer = vim.api.nvim_get_current_buf()
  local document = { uri = vim.uri_from_bufnr(buffer) }
  local rule = it.mistake.rule
  step(said('it has its filetype'), vim.bo.filetype == it.filetype, vim.bo.filetype)
  step(said('the server starts'), eventually(function() return client_of(buffer) ~= nil end))
  local known = ask(buffer, 'dunnage/version', document)
  step(said('the server knows its language'), known ~= nil and known.language == it.language, known)
  step(said('findings appear'), eventually(finds(buffer, rule)), codes(buffer))

  local hover = ask(buffer, 'textDocument/hover', { textDocument = document, position = position(it.mistake.line, 2) })
  local page = hover and hover.contents.value or ''
  step(said('the page of the rule is in the hover'), page:find(rule, 1, true) ~= nil, hover)

  local actions = ask(buffer, 'textDocument/codeAction', {
    textDocument = document,
    range = { start = position(it.mistake.line, 0), ['end'] = position(it.mistake.line, 0) },
    context = { diagnostics = {}, only = { 'quickfix' } },
  }) or {}
  local fix = vim.tbl_filter(function(action) return action.title:find(it.fix.title) end, actions)[1]
  step(said('a fix is offered'), fix ~= nil, actions)
  if fix then
    vim.lsp.util.apply_workspace_edit(fix.edit, client_of(buffer).offset_encoding or 'utf-16')
  end
  step(said('the fix mends the buffer'), text(buffer):find(it.fix.result) ~= nil, text(buffer))
  step(said('the finding goes away'), eventually(function() return not finds(buffer, rule)() end), codes(buffer))

  local place = { textDocument = document, position = position(it.hover.line, it.hover.column) }
  local meaning = vim.inspect(ask(buffer, 'textDocument/hover', place))
  step(said('what stands there is explained'), meaning:find(it.hover.says, 1, true) ~= nil, meaning)

  local lines = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { it.complete.typed })
  local menu = ask(buffer, 'textDocument/completion', {
    textDocument = document,
    position = position(lines, #it.complete.typed),
  }) or {}
  local offered = vim.tbl_filter(function(item) return item.label == it.complete.offers end, menu.items or menu)
  step(said('words are completed'), #offered > 0, menu)
  vim.api.nvim_buf_set_lines(buffer, -2, -1, false, {})

  require('dunnage').mend_on_save({ fix = true, format = true })
  vim.api.nvim_buf_set_lines(buffer, it.save.line, it.save.line, false, it.save.typed)
  vim.cmd('write')
  step(said('it is mended on the way to the disk'), on_disk(buffer):find(it.save.result) ~= nil, on_disk(buffer))
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { it.layout.typed })
  vim.cmd('write')
  step(said('it is laid out on the way to the disk'), on_disk(buffer):find(it.layout.result) ~= nil, on_disk(buffer))
  local is_same = on_disk(buffer) == text(buffer) and not vim.bo.modified
  step(said('the buffer is what the disk has'), is_same, text(buffer))
  return buffer
end

local function change_and_restart(buffer)
  vim.cmd('buffer ' .. buffer)
  local rule = 'maintainer-deprecated'
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'MAINTAINER Linus' })
  step('a new mistake is found', eventually(finds(buffer, rule)), codes(buffer))
  require('dunnage').configure({ ignore = { rule } })
  step('a setting holds at once', eventually(function() return not finds(buffer, rule)() end), codes(buffer))
  require('dunnage').configure(nil)
  step('and no longer than it stands', eventually(finds(buffer, rule)), codes(buffer))

  local before = client_of(buffer).id
  vim.cmd('DunnageRestart')
  local is_new = function()
    local client = client_of(buffer)
    return client ~= nil and client.id ~= before
  end
  step('the server starts anew', eventually(is_new), before)
  vim.cmd('DunnageFix')
  local is_mended = function()
    vim.cmd('DunnageFix')
    return text(buffer):find('Linus', 1, true) ~= nil and not text(buffer):find('MAINTAINER', 1, true)
  end
  step('and mends what is to be mended', eventually(is_mended), text(buffer))
  vim.cmd('DunnageExplain DL3002')
  local pages = vim.tbl_filter(function(window)
    local shown = text(vim.api.nvim_win_get_buf(window))
    return vim.api.nvim_win_get_config(window).relative ~= '' and shown:find('root-user', 1, true) ~= nil
  end, vim.api.nvim_list_wins())
  step('a rule explains itself', #pages == 1)
end

--- The last line of a file that lacks its end gets one when it is laid out, and never two.
local function end_the_last_line()
  local name = 'Dockerfile-bare'
  local file = assert(io.open(name, 'w'))
  file:write('FROM scratch\nUSER 1000:1000  ')
  file:close()
  vim.cmd('edit ' .. name)
  local buffer = vim.api.nvim_get_current_buf()
  step('a file without a last line end is served', eventually(function() return client_of(buffer) ~= nil end))
  vim.cmd('write')
  local written = table.concat(vim.fn.readfile(name, 'b'), '\n')
  step('its last line ends once', written == 'FROM scratch\nUSER 1000:1000\n', written)
end

local function session()
  local buffers = vim.tbl_map(read_and_mend, documents)
  step('one server serves both', client_of(buffers[1]).id == client_of(buffers[2]).id)
  change_and_restart(buffers[1])
  end_the_last_line()
end

local ran, problem = xpcall(session, debug.traceback)
step('the session ran to its end', ran, problem)
vim.cmd(failed and 'cquit!' or 'qall!')
