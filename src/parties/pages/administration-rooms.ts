import type { PartyRooms } from '#parties/rooms.ts';
import { mandatesOf } from '#parties/view.ts';

/** What the pages on which a party governs itself stand on. */
export type AdministrationRooms = Pick<PartyRooms, 'connection' | 'ledger' | 'authority' | 'publicUrl' | 'world'>;

/** The fields of a form as they came. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;
const FIELD_LIMIT_CHARACTERS = 2_000;

export function textOf(typed: Typed, name: string): string {
  return ([typed[name]].flat()[0] ?? '').trim().slice(0, FIELD_LIMIT_CHARACTERS);
}

export function manyOf(typed: Typed, name: string): readonly string[] {
  return [typed[name] ?? []].flat();
}

/** What a party's persons are called, for pages of the party itself. */
export async function personNames(
  { connection, ledger }: Pick<PartyRooms, 'connection' | 'ledger'>,
  party: string,
): Promise<(person: string) => string> {
  const mandates = await mandatesOf(connection, party, ledger.now());
  const names = new Map(mandates.map(({ person, name }) => [person, name]));
  return (person) => names.get(person) ?? person;
}
