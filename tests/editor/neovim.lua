-- Someone in Neovim: opens AlexNet with a mistake, takes it away, looks around. It is written for 0.7, the oldest that
-- distributions have.
local function say(...)
  io.stdout:write(table.concat({ ... }, " ") .. "\n")
end
vim.cmd("edit " .. vim.env.NETWORK)
local id = vim.lsp.start_client({ name = "netcost", cmd = { vim.env.NETCOST, "lsp" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, id)

local function ask(method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(0) }
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  local _, answer = next(answers or {})
  return answer and answer.result
end

vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 10)
for _, found in ipairs(vim.diagnostic.get(0)) do
  say("message", found.lnum + 1 .. ":" .. found.col + 1, (found.message:gsub("\n.*", "")))
end
local line = vim.fn.search("k5 p0")
vim.fn.setline(line, (vim.fn.getline(line):gsub("k5 p0", "k5 p2")))
vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 10)
say("messages", #vim.diagnostic.get(0))

local whole = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
for _, hint in ipairs(ask("textDocument/inlayHint", { range = whole })) do
  say("hint", hint.position.line + 1, hint.label)
end
for _, lens in ipairs(ask("textDocument/codeLens", {})) do
  say("lens", lens.range.start.line + 1, lens.command.title)
end
local conv = { line = line - 1, character = 1 }
say("hover", vim.split(ask("textDocument/hover", { position = conv }).contents.value, "\n")[2])
local here = { start = conv, ["end"] = conv }
for _, action in ipairs(ask("textDocument/codeAction", { range = here, context = { diagnostics = {} } })) do
  say("action", action.title)
end
local name = vim.fn.search("classes$")
local use = { line = name - 1, character = #vim.fn.getline(name) - 1 }
local defined = ask("textDocument/definition", { position = use })
say("definition", defined.range.start.line + 1 .. ":" .. defined.range.start.character + 1)
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", { position = use, newName = "labels" }), "utf-16")
say("renamed", vim.fn.getline(name))
vim.fn.setline(name, "fc    labels")
vim.lsp.util.apply_text_edits(ask("textDocument/formatting", { options = { tabSize = 2 } }), 0, "utf-16")
say("formatted", vim.fn.getline(name))
vim.lsp.stop_client(id)
say("ended", tostring(vim.wait(20000, function() return vim.lsp.client_is_stopped(id) end, 10)))
vim.cmd("qa!")
