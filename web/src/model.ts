// Written by `UPDATE_DOCS=1 cargo test --test whole page` from the structures in src/report/page/.

/** The index of a text in `strings`. */
export type StringId = number

/** All that a page shows of a network. */
export interface Page {
  /** The version of the model. */
  version: number
  /** What the page is. */
  kind: "report"
  /** The program with its version. */
  generator: string
  /** The title of the network. */
  network: string
  /** The file, as it was named. */
  file: string | null
  /** What the figures hold for. */
  settings: Setting[]
  /** What a reader should know of the figures, a sentence each. */
  remarks: string[]
  /** What the file claims about the totals. */
  claims: Claim[]
  /** How the table is shown at first. */
  initial: Initial
  /** The totals. */
  totals: Total[]
  /** What training takes, if that was requested. */
  training: Training | null
  /** The flops under every convention, if they were requested. */
  conventions: Convention[]
  /** Whether memories of devices hold the network. */
  fits: Fit[]
  /** The columns of the table, with a value for each row. */
  columns: Column[]
  /** The rows, in the order in which they run. */
  layers: Layers
  /** The operations of layers. */
  operations: Operation[]
  /** How the figures of each layer are computed; `null` if there are folded rows. */
  derivations: Derivations | null
  /** The tensors that rows read and make. */
  tensors: Tensors
  /** The inputs of the network. */
  inputs: Input[]
  /** The tensors that are outputs of the network. */
  outputs: TensorIndex[]
  /** Memory while each row runs; the column `live` has the bytes. */
  memory: Memory
  /** The blocks and branches, outer ones first; the first is the network. */
  scopes: Scopes
  /** The device of the times. */
  roof: Roof | null
  /** How many rows there are of how many layers, if some are folded. */
  folded: Folded | null
  /** The texts that layers are written in. */
  sources: Source[]
  /** Texts that others refer to by their indices. */
  strings: string[]
}

/** The page of one network. */
export type ReportKind = "report"

/** A number without a sign. Beyond 2⁵³ − 1, where JavaScript rounds, it is a string of digits. */
export type Integer = number | string

/** Something that the figures hold for. */
export interface Setting {
  /** What is set. */
  label: string
  /** To what. */
  value: string
  /** What that means. */
  about: string | null
}

/** A claim of the file. */
export interface Claim {
  /** The condition, as it is written. */
  text: string
  /** What the file says of it. */
  message: string | null
  /** Whether it holds; `null` if it was not checked. */
  holds: boolean | null
  /** Where it is written. */
  place: Place | null
}

/** A place in a source. */
export interface Place {
  /** The index of the source. */
  source: number
  /** The line, from 1. */
  line: number
}

/** How the table is shown at first. */
export interface Initial {
  /** How many parts paths of rows have at most. */
  depth: number | null
  /** What rows are grouped by: `op` or `block`. */
  by: string | null
  /** The column that rows are sorted by. */
  sort: string | null
  /** How many rows there are at most. */
  top: number | null
}

/** A figure of the whole network. */
export interface Total {
  /** Its name in every format. */
  key: string
  /** What tables call it. */
  label: string
  /** What it is, in a few words. */
  about: string
  /** What it counts. */
  unit: string
  /** The figure. */
  value: Integer
  /** The figure with three digits. */
  short: string
  /** The figure with all digits. */
  full: string
  /** Whether it is a lower bound, since the cost of a layer is not known. */
  at_least: boolean
}

/** What a step of training takes. */
export interface Training {
  /** The optimizer. */
  optimizer: string
  /** Its figures. */
  figures: Total[]
}

/** The flops under a convention. */
export interface Convention {
  /** Its name. */
  name: string
  /** What it is. */
  about: string
  /** The figure. */
  value: Integer
  /** The figure with three digits. */
  short: string
  /** The figure with all digits. */
  full: string
  /** What a multiply-accumulate counts as. */
  per_mac: number
  /** The operations that it counts. */
  counts: string[]
  /** The operations that it leaves out. */
  omits: string[]
}

/** Whether a memory of a device holds what lies there. */
export interface Fit {
  /** The device. */
  device: string
  /** What lies there. */
  what: string
  /** The memory. */
  memory: string
  /** What is needed. */
  needed: Integer
  /** What the runtime takes besides, as an estimate. */
  about: Integer
  /** What there is. */
  bytes: Integer
  /** Whether it fits. */
  fits: boolean
}

/** The index of a row: a layer, or several that are folded. */
export type RowIndex = number

/** The index of a tensor of the page. */
export type TensorIndex = number

/** A column of the table. */
export interface Column {
  /** Its name in every format. */
  key: string
  /** What tables call it. */
  label: string
  /** What it shows, in a few words. */
  about: string
  /** What its numbers count: `count`, `bytes`, `ps`, `fJ`, `ratio`; or `text`. */
  unit: string
  /** Whether it is shown at first: it is requested, or one of a few if none is. */
  shown: boolean
  /** What several rows have together. */
  fold: Fold
  /** Whether its figures are lower bounds where the cost of a layer is not known. */
  of_operations: boolean
  /** The values, one for each row. */
  values: Value[]
}

/** What several rows have together. */
export type Fold = "sum" | "max" | "none"

/** A value of a column. */
export type Value = number | string | null

/** The rows, in the order in which they run. */
export interface Layers {
  /** The name within the scope. */
  name: StringId[]
  /** The scope. */
  scope: number[]
  /** The index of the operation; `null` for a folded row. */
  op: (number | null)[]
  /** The call, as it is written. */
  call: (StringId | null)[]
  /** The source of the call. */
  source: (number | null)[]
  /** The line of the call, from 1. */
  line: (number | null)[]
  /** The column of the call, in characters from 1. */
  column: (number | null)[]
  /** How many layers each row represents; `null` if all represent one. */
  count: number[] | null
  /** The tensors that are read, in order. */
  inputs: TensorIndex[][]
  /** The tensors that are made, in order. */
  outputs: TensorIndex[][]
}

/** An operation. */
export interface Operation {
  /** Its canonical name. */
  name: string
  /** What it does, in a line. */
  about: string
}

/** How the figures of layers are computed. Layers that are computed in the same way share a derivation; derivations share sections, and sections lines. */
export interface Derivations {
  /** The index of each layer's derivation; `null` where there are too many. */
  of: (number | null)[]
  /** For each derivation, the parameters of the call that are given: `k=3`. */
  given: StringId[][]
  /** Those that have their defaults. */
  defaults: StringId[][]
  /** What is computed, by the indices of sections. */
  sections: number[][]
  /** Figures that are computed together. */
  section: Sections
  /** Quantities and the formulas that they come from. */
  line: Lines
}

/** Figures that are computed together. */
export interface Sections {
  /** The title. */
  title: StringId[]
  /** What is to be said of them, in Markdown. */
  notes: StringId[][]
  /** The formulas, by the indices of lines. */
  lines: number[][]
}

/** Quantities and the formulas that they come from. */
export interface Lines {
  /** Its name or letter. */
  name: StringId[]
  /** Whether it is one of the layer's figures, not a step on the way to one. */
  figure: boolean[]
  /** The formula in letters, in numbers, and its result, each unless it repeats the one before. */
  parts: StringId[][]
}

/** The tensors that rows read and make. */
export interface Tensors {
  /** The shape, for one sample. */
  shape: number[][]
  /** The element type. */
  dtype: string[]
  /** What it takes, for the whole batch. */
  bytes: Integer[]
  /** The row that makes it; `null` for an input of the network. */
  made_by: (RowIndex | null)[]
  /** The last row that reads it; `null` if none does. */
  last_read: (RowIndex | null)[]
  /** The first row that its storage lives through: before the row that makes it, if that is fused with it; `null` where `lives_through` is. */
  lives_from: (RowIndex | null)[]
  /** The last row that its storage lives through; `null` for a parameter, and for a view, whose storage is that of another tensor. */
  lives_through: (RowIndex | null)[]
}

/** An input of the network. */
export interface Input {
  /** The tensor. */
  tensor: TensorIndex
  /** Its label. */
  label: string | null
}

/** Memory while each row runs. */
export interface Memory {
  /** The row that runs at the peak. */
  peak: RowIndex | null
  /** The tensor whose storage each row takes over for its output, if layers run in place. */
  taken: (TensorIndex | null)[] | null
}

/** The blocks and branches, outer ones first. The rows of each follow each other. */
export interface Scopes {
  /** The name within the parent. */
  name: StringId[]
  /** The scope that contains it; `null` for the network. */
  parent: (number | null)[]
  /** The first row. */
  first: RowIndex[]
  /** How many rows there are. */
  count: RowIndex[]
  /** The source of the call of the block, or of the branch; `null` for the network. */
  source: (number | null)[]
  /** The line of the call, from 1. */
  line: (number | null)[]
  /** The column of the call, in characters from 1. */
  column: (number | null)[]
}

/** The roofline of a device. */
export interface Roof {
  /** The name of the device. */
  device: string
  /** What it is. */
  title: string
  /** What it does in a second at most, by the type that it computes in. */
  compute: Compute[]
  /** The bytes that it reads or writes in a second at most. */
  bandwidth: number | null
  /** The operations of each row that count: two for each multiply-accumulate, or all. */
  operations: Integer[]
  /** The bytes of each row that count. */
  bytes: Integer[]
  /** The index in `compute` of the type that each row computes in. */
  computes_in: (number | null)[]
}

/** What a device does in a second at most. */
export interface Compute {
  /** The type that it computes in. */
  dtype: string
  /** Operations in a second. */
  per_second: number
}

/** How many rows there are of how many layers. */
export interface Folded {
  /** The rows. */
  rows: number
  /** The layers. */
  of: number
}

/** A text that layers are written in. */
export interface Source {
  /** Its name. */
  name: string
  /** The text; `null` if it is too long for a page. */
  text: string | null
}

/** All that a page shows of networks that are compared. */
export interface ComparisonPage {
  /** The version of the model. */
  version: number
  /** What the page is. */
  kind: "compare"
  /** The program with its version. */
  generator: string
  /** What a reader should know, a sentence each. */
  remarks: string[]
  /** The networks; the others are compared with the first. */
  networks: Compared[]
  /** What changed layer by layer, for two networks. */
  rows: Changes | null
  /** Texts that others refer to by their indices. */
  strings: string[]
}

/** The page of several networks. */
export type CompareKind = "compare"

/** A network that is compared. */
export interface Compared {
  /** What it was asked for by: `mobilenet_v2@width=0.5`. */
  word: string
  /** The word without folders, if that is distinct. */
  label: string
  /** The title. */
  network: string
  /** The file, as it was named. */
  file: string
  /** What the figures hold for. */
  settings: Setting[]
  /** The values of the params. */
  arguments: Setting[]
  /** Whether the memories of its device hold it; `null` if that is not known. */
  fits: boolean | null
  /** The totals: the same of all networks, in the same order. */
  totals: Total[]
  /** How many times that of the first network each total is, as it is shown; `null` for the first network, and where that has none. */
  ratios: (string | null)[]
}

/** What changed layer by layer, a row for each step. */
export interface Changes {
  /** What kind of change it is. */
  change: Change[]
  /** How many layers it represents; only unchanged ones are together. */
  count: number[]
  /** The path of the layer in the first network, the first of several. */
  old: (StringId | null)[]
  /** The path of the layer in the second network, the first of several. */
  new: (StringId | null)[]
  /** The difference in words: `k3 → k1`; of a layer that only one of them has, its call. */
  what: (StringId | null)[]
  /** The figures in both networks. */
  columns: ChangeColumn[]
}

/** A kind of change. */
export type Change = "same" | "changed" | "removed" | "added"

/** A figure of the layers in both networks. */
export interface ChangeColumn {
  /** Its name in every format. */
  key: string
  /** What tables call it. */
  label: string
  /** What it is, in a few words. */
  about: string
  /** What it counts. */
  unit: string
  /** That of the first network; `null` for what is added. */
  old: Value[]
  /** That of the second network; `null` for what is removed. */
  new: Value[]
}
