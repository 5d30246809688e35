[(file) (body) (block) (fn)] @local.scope

((block name: (name) @local.definition.function)
  (#set! definition.function.scope "parent"))
((fn name: (name) @local.definition.function)
  (#set! definition.function.scope "parent"))
(parameter name: (name) @local.definition.parameter)
(param name: (name) @local.definition.var)
(let name: (name) @local.definition.var)
(statement label: (name) @local.definition.var)
(for pattern: (name) @local.definition.var)
(pattern (name) @local.definition.var)

(name) @local.reference
