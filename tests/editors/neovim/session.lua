-- One session in a real Neovim, 0.7 and later: open, read, mend, write. Each step says `ok` or `not ok`; the status is that
-- of the worst. `tests/editors/neovim.rs` starts it, with the program on the PATH and a Dockerfile to work on.
local PATIENCE = 30000 -- milliseconds until a step is given up; none waits for it to pass
local failed = false

local function step(name, passed, detail)
  failed = failed or not passed
  io.stdout:write(('%s - %s%s\n'):format(passed and 'ok' or 'not ok', name, passed and '' or ': ' .. vim.inspect(detail)))
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

local function session()
  local buffer = vim.api.nvim_get_current_buf()
  local document = { uri = vim.uri_from_bufnr(buffer) }
  step('a Dockerfile under another name has its filetype', vim.bo.filetype == 'dockerfile', vim.bo.filetype)
  step('the server starts', eventually(function() return client_of(buffer) ~= nil end))
  step('findings appear', eventually(finds(buffer, 'maintainer-deprecated')), codes(buffer))

  local hover = ask(buffer, 'textDocument/hover', { textDocument = document, position = position(1, 2) })
  local page = hover and hover.contents.value or ''
  step('the page of the rule is in the hover', page:find('maintainer-deprecated', 1, true) ~= nil, hover)

  local actions = ask(buffer, 'textDocument/codeAction', {
    textDocument = document,
    range = { start = position(1, 0), ['end'] = position(1, 0) },
    context = { diagnostics = {}, only = { 'quickfix' } },
  }) or {}
  local fix = vim.tbl_filter(function(action) return action.title == 'Use a label' end, actions)[1]
  step('a fix is offered', fix ~= nil, actions)
  if fix then
    vim.lsp.util.apply_workspace_edit(fix.edit, client_of(buffer).offset_encoding or 'utf-16')
  end
  local mended = text(buffer)
  step('the fix mends the buffer', mended:find('LABEL org.opencontainers.image.authors="Ada 🚢"', 1, true) ~= nil, mended)
  step('the finding goes away', eventually(function() return not finds(buffer, 'maintainer-deprecated')() end), codes(buffer))

  require('dunnage').fix_on_save()
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'MAINTAINER Grace' })
  vim.cmd('write')
  local saved = table.concat(vim.fn.readfile(vim.api.nvim_buf_get_name(buffer)), '\n')
  step('a file is mended on the way to the disk', saved:find('authors="Grace"', 1, true) ~= nil, saved)
  step('the buffer is what the disk has', saved == text(buffer) and not vim.bo.modified, text(buffer))

  vim.cmd('edit compose.yaml')
  local compose = vim.api.nvim_get_current_buf()
  step('a Compose file has its filetype', vim.bo.filetype == 'yaml.docker-compose', vim.bo.filetype)
  step('the server looks after it', eventually(function() return client_of(compose) ~= nil end))
  local known = ask(compose, 'dunnage/version', { uri = vim.uri_from_bufnr(compose) })
  step('the server knows its language', known ~= nil and known.language == 'compose', known)
  step('one server serves both', client_of(buffer).id == client_of(compose).id)
end

local ran, problem = xpcall(session, debug.traceback)
step('the session ran to its end', ran, problem)
vim.cmd(failed and 'cquit!' or 'qall!')
