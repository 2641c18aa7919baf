/** Groups of states that a regime may name, as `EU`: data with a source, to which an exercise may add its own states. */
import { type Static, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { isExerciseState } from '#vocabulary/states.ts';
import { CONFIDENCES } from './regime.ts';
import type { RegimeCode } from './regime-codes.ts';

const exact = { additionalProperties: false } as const;

export const GroupsFile = Type.Object(
  {
    groups: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[A-Z]{3,8}$|^EU$' }),
          name: Type.String({ minLength: 1, maxLength: 200 }),
          members: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1, maxItems: 250 }),
          source: Type.String({ minLength: 1, maxLength: 400 }),
          confidence: Type.Enum([...CONFIDENCES]),
        },
        exact,
      ),
      { minItems: 1, maxItems: 50 },
    ),
    checked_on: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  },
  exact,
);
export type GroupsFile = Static<typeof GroupsFile>;

/** Members by the name of their group. */
export type StateGroups = ReadonlyMap<string, readonly string[]>;

/** The groups of the file, with the fictional states that an exercise counts among them. */
export function stateGroups(
  file: GroupsFile,
  fictional: Readonly<Record<string, readonly string[]>> = {},
): Outcome<StateGroups, RegimeCode> {
  const groups = new Map(file.groups.map(({ id, members }) => [id, [...members]]));
  for (const [id, members] of Object.entries(fictional)) {
    const group = groups.get(id);
    if (group === undefined) {
      const known = [...groups.keys()].join(', ');
      return refuse(
        'group-unknown',
        phrase`There is no group of states ${id}. Known: ${known}.`,
        'COMITY_STATE_GROUPS',
      );
    }
    for (const member of members) {
      if (!isExerciseState(member)) {
        const sentence = phrase`${member} is a real state; an exercise may add only XA to XZ to a group.`;
        return refuse('group-unknown', sentence, 'COMITY_STATE_GROUPS');
      }
      if (!group.includes(member)) group.push(member);
    }
  }
  return accept(groups);
}

/** Whether a state is what a condition names: itself, or a member of a group. */
export function isAmong(state: string, names: readonly string[], groups: StateGroups): boolean {
  return names.some((name) => name === state || groups.get(name)?.includes(state) === true);
}
