import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { TAXONOMY_TEXTS } from './taxonomy-texts.ts';

/**
 * Reference Security Incident Taxonomy, version 1003 (ENISA and TF-CSIRT, CC0): eleven classes, 39 types. Ids are
 * `<class>/<type>` after its machine-readable form; labels are its own, explanations ours.
 */
export const RSIT_VERSION = 1003;

/** Each type's label and what it means, in the language of whoever reads. */
export const RSIT = TAXONOMY_TEXTS.rsit;

export type RsitId = keyof typeof RSIT;

export const RSIT_IDS = Object.keys(RSIT) as readonly RsitId[];

export const RsitId = ofKind({ words: 'rsit' }, Type.Enum(RSIT_IDS as unknown as [RsitId, ...RsitId[]]));

export function isRsitId(value: unknown): value is RsitId {
  return typeof value === 'string' && Object.hasOwn(RSIT, value);
}

/** The eleven classes in the taxonomy's order, for a list that is chosen from in two steps. */
export function rsitClasses(): ReadonlyMap<string, readonly RsitId[]> {
  const classes = new Map<string, RsitId[]>();
  for (const id of RSIT_IDS) {
    const name = id.slice(0, id.indexOf('/'));
    const members = classes.get(name);
    if (members === undefined) classes.set(name, [id]);
    else members.push(id);
  }
  return classes;
}
