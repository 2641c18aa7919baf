/** Every capability's part of the ledger. */
import { CAPABILITIES } from '#capabilities.ts';
import type { Capability, ModelSettings } from '#capability.ts';
import type { Model } from '#ledger/contract.ts';
import { ledgerModel } from '#ledger/model.ts';
import { oneOwner } from '#site/one-owner.ts';
import { holders } from './federation/agreements/grants.ts';
import { NODE_TABLES } from './node-tables.ts';
import type { Reckoning } from './obligations/clocks/reckoning.ts';

type NamedModel = { readonly name: string; readonly model: (node: ModelSettings) => Model };

/** The models of these capabilities, loaded. Throws where two of them have one name, code, file of messages, or clock. */
export async function loadModels(capabilities: readonly Capability[]): Promise<readonly NamedModel[]> {
  const [named, coded, worded] = [oneOwner('name'), oneOwner('code'), oneOwner('file of messages')];
  const parted = oneOwner('part');
  for (const { name, codes, texts = [], clock } of capabilities) {
    named(name, name);
    if (clock !== undefined) parted('clock', name);
    for (const code of (await codes?.()) ?? []) coded(code, name);
    for (const file of texts) worded(file, name);
  }
  const loaded = capabilities.map(async ({ name, model }) => model && { name, model: await model() });
  return (await Promise.all(loaded)).filter((one) => one !== undefined);
}

/** Throws where a type, a view, an act or a table belongs to two of them. `tables` are those that are no view. */
export function proveApart(models: readonly Model[], tables: ReadonlyMap<string, string> = new Map()): void {
  const [typed, viewed, allowed, kept] = [oneOwner('type'), oneOwner('view'), oneOwner('act'), oneOwner('table')];
  for (const [table, owner] of tables) kept(table, owner);
  for (const { name, types, views, acts = [] } of models) {
    for (const type of types) typed(type.name, name);
    for (const act of acts) allowed(act.name, name);
    for (const view of views) {
      viewed(view.name, name);
      for (const table of view.tables) kept(table, name);
    }
  }
}

const MODELS = await loadModels(CAPABILITIES);

/** For nodes that serve and for those of the tests. The ledger's own model has to know the types of all others. */
export function nodeModels(
  origin: string,
  now: () => Temporal.Instant,
  reckoning: Reckoning,
  exercise: Pick<ModelSettings, 'realm' | 'keeper' | 'world'> = { realm: 'live', keeper: undefined, world: now },
): readonly Model[] {
  const others = MODELS.map(({ model }) => model({ ...exercise, origin, now, reckoning }));
  const models = [
    ledgerModel(
      holders,
      others.flatMap((model) => model.types),
    ),
    ...others,
  ];
  proveApart(models, NODE_TABLES);
  return models;
}
