// A view as an address, and the view of an address.

import { batch } from '@preact/signals';
import type { Address } from './address.ts';
import { layerOf } from './selection.ts';
import { read, written } from './sorting.ts';
import type { State } from './state.ts';
import type { Group } from './tree.ts';

export function addressOf(state: State): Address {
  const address: Address = { depth: state.depth.value };
  const { value: target } = state.pinned;
  const layer = layerOf(target);
  if (layer !== null) address.layer = state.network.path(layer);
  else if (target?.kind === 'group') address.layer = state.groupPath(target.group);
  if (state.sort.value) address.sort = written(state.sort.value);
  if (state.by.value !== 'block') address.by = state.by.value;
  if (state.metric.value !== state.metrics[0]?.key) address.metric = state.metric.value;
  if (state.query.value) address.find = state.query.value;
  return address;
}

/** Goes to a view; what the address does not say, or says of what is not there, stays as it is. */
export function go(state: State, address: Address): void {
  batch(() => {
    if (address.by === 'op' || address.by === 'none') state.groupBy(address.by);
    if (address.depth !== undefined) state.foldTo(address.depth);
    if (address.sort !== undefined) state.sort.value = read(address.sort, state.network) ?? state.sort.value;
    if (state.metrics.some(({ key }) => key === address.metric)) state.metric.value = address.metric!;
    state.query.value = address.find ?? '';
    if (address.layer !== undefined) show(state, address.layer);
  });
}

/** Shows the layer or block of a path, or the innermost block that is there. */
function show(state: State, path: string): void {
  const layer = state.network.layerAt(path);
  if (layer >= 0) return state.show(layer);
  const group = groups(state.root.value).find((group) => state.groupPath(group) === path);
  if (group) return state.showItem(group);
  if (path.includes('/')) show(state, path.slice(0, path.lastIndexOf('/')));
}

function groups(root: Group): Group[] {
  return root.items.flatMap((item) => (item.kind === 'group' ? [item, ...groups(item)] : []));
}
