-- Someone in Neovim: opens a network that is coloured by its tree. It is written for 0.7, the oldest that
-- distributions have.
local function say(...)
  io.stdout:write(table.concat({ ... }, " ") .. "\n")
end
vim.opt.runtimepath:append(vim.env.RUNTIME)
vim.opt.columns = 200
vim.cmd("edit " .. vim.env.NETWORK)
local parser = vim.treesitter.get_parser(0, "netcost")
local root = parser:parse()[1]:root()
say(root:type(), root:has_error() and "with errors" or "without errors")
for _, name in ipairs({ "folds", "highlights", "indents", "injections", "locals", "tags", "textobjects" }) do
  say(name, #vim.treesitter.query.get_query("netcost", name).captures, "captures")
end

-- What is on the screen in another colour than plain text; colours are letters in the order in which they come.
vim.treesitter.highlighter.new(parser)
vim.cmd("redraw!")
local colours, count = {}, 0
for row = 1, vim.fn.line("$") do
  local coloured, plain = {}, vim.fn.screenattr(row, vim.o.columns)
  for from, word in vim.fn.getline(row):gmatch("()([^%s;]+)") do
    local colour = vim.fn.screenattr(row, from)
    if colour ~= plain and not colours[colour] then
      colours[colour], count = string.char(97 + count), count + 1
    end
    if colour ~= plain then table.insert(coloured, word .. "=" .. colours[colour]) end
  end
  say(row, table.concat(coloured, " "))
end
vim.cmd("qa!")
