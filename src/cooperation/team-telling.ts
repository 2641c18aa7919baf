import { textIn } from '#parties/draft-claims.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { loadStates } from './rule-state.ts';

const MEMBERSHIP: readonly string[] = ['joint-team-accession', 'joint-team-end'];

export type Telling = { readonly recipients: readonly string[]; readonly under?: string };

/**
 * Who is told of a joint team without being named: of its founding, joining and leaving, the other members, under the
 * agreement that governs it. Undefined for whatever is about no team.
 */
export async function tellingOfTeam(connection: Connection, draft: Draft): Promise<Telling | undefined> {
  if (draft.type === 'joint-team') {
    const { members } = draft.claims;
    return telling(draft, Array.isArray(members) ? members.map(String) : [], textIn(draft, 'governed_by'));
  }
  if (!MEMBERSHIP.includes(draft.type)) return undefined;
  const [state] = await loadStates(connection, [draft]);
  const team = state?.target;
  return team === undefined ? undefined : telling(draft, [team.issuer, ...team.parties], team.other ?? undefined);
}

function telling({ issuer }: Draft, members: readonly string[], under: string | undefined): Telling {
  const recipients = [...new Set(members)].filter((member) => member !== issuer);
  return { recipients, ...(under === undefined ? {} : { under }) };
}
