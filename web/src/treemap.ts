// Blocks and layers as areas.

import { hierarchy, treemap, type HierarchyRectangularNode } from 'd3-hierarchy';
import type { Group, Item } from './tree.ts';

export interface Cell {
  item: Item;
  /** The names of blocks that hold nothing but each other are one. */
  name: string;
  depth: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether there is room for the name of a block above what is in it. */
  headed: boolean;
  /** Whether what is in a block is too small to be drawn. */
  solid: boolean;
  value: number;
}

const HEAD = 16;

interface Node {
  item: Item;
  name: string;
}

/** A block that holds one block alone stands for it. */
function outermost(item: Item, name: (item: Item) => string): Node {
  let [at, label] = [item, name(item)];
  while (at.kind === 'group' && at.items.length === 1) {
    at = at.items[0]!;
    label += `/${name(at)}`;
  }
  return { item: at, name: label };
}

function headed({ x0, x1, y0, y1, depth }: HierarchyRectangularNode<Node>): boolean {
  return depth > 0 && y1 - y0 > 1.9 * HEAD && x1 - x0 > 32;
}

/** The cells of a group with an area each, outer ones first. Those that would not be seen are left out. */
export function cells(
  root: Group,
  value: (layer: number) => number,
  name: (item: Item) => string,
  width: number,
  height: number,
): Cell[] {
  const inside = ({ item }: Node): Node[] | null =>
    item.kind === 'group' ? item.items.map((inner) => outermost(inner, name)) : null;
  const nodes = hierarchy<Node>({ item: root, name: '' }, inside)
    .sum(({ item }) => (item.kind === 'layer' ? value(item.layer) : 0))
    .sort((a, b) => b.value! - a.value!);
  const layout = treemap<Node>()
    .size([width, height])
    .paddingInner((node) => (node.depth < 2 ? 2 : 1))
    .paddingOuter((node) => (node.depth === 0 || !headed(node) ? 0 : 2))
    .paddingTop((node) => (headed(node) ? HEAD : 0));
  return layout(nodes)
    .descendants()
    .flatMap((node) => (isDrawn(node) ? [toCell(node)] : []));
}

/** Pixels that a layer takes at least for its block to show what is in it. */
const SEEN = 20;

function isSolid(node: HierarchyRectangularNode<Node>): boolean {
  const area = (node.x1 - node.x0) * (node.y1 - node.y0 - (headed(node) ? HEAD : 0));
  return area < SEEN * (node.data.item.kind === 'group' ? node.data.item.layers.length : 1);
}

/** Whether a block or layer has an area, and is not within a block of which only the whole is drawn. */
function isDrawn(node: HierarchyRectangularNode<Node>): boolean {
  if (node.depth === 0 || !node.value || (node.x1 - node.x0) * (node.y1 - node.y0) < 1.5) return false;
  for (let outer = node.parent; outer && outer.depth > 0; outer = outer.parent) if (isSolid(outer)) return false;
  return true;
}

function toCell(node: HierarchyRectangularNode<Node>): Cell {
  const { x0, y0, x1, y1, data, depth, value } = node;
  const box = { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) };
  return {
    item: data.item,
    name: data.name,
    depth,
    ...box,
    headed: headed(node),
    solid: data.item.kind === 'layer' || isSolid(node),
    value: value!,
  };
}
