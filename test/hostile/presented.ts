/** Statements as somebody who has a part of them would show them again. */
import { heldOf, readDisclosures } from '#ledger/held.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { present } from '#statement/present.ts';
import type { Label } from './acts.ts';
import { nodeFor } from './giving.ts';
import type { Play } from './play.ts';
import { REPORT, wordsFor } from './wording.ts';
import type { World } from './world.ts';

/** A statement as its own node holds all of it: for whoever plays somebody that has a part of it. */
async function wholeOf(
  play: Play,
  world: World,
  of: Label,
): Promise<{ jwt: string; encoded: readonly { name: string; text: string }[] } | undefined> {
  const digest = play.names.digests.get(of);
  const node = nodeFor(play, world.statements.get(of)?.issuer ?? '');
  if (digest === undefined || node === undefined) return undefined;
  const { connection } = node.store;
  const row = await ledgerTables(connection)
    .selectFrom('statement')
    .select('jwt')
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const parts = (await heldOf(connection, [digest])).get(digest) ?? [];
  const encoded = parts.flatMap((part) =>
    readDisclosures(part.disclosures).map((one) => ({ name: one.claim.name, text: one.encoded })),
  );
  return { jwt: row.jwt, encoded };
}

/** Some of its claims; under a signature that one letter of was changed, where it is forged. */
export async function presentationOf(
  play: Play,
  world: World,
  of: Label,
  claims: readonly string[],
  forged: boolean,
) {
  const whole = await wholeOf(play, world, of);
  if (whole === undefined) return undefined;
  const type = play.names.types.get(of) ?? REPORT;
  const words = wordsFor(type, claims);
  const others = new Set(
    wordsFor(
      type,
      (world.statements.get(of)?.claims ?? []).map(({ name }) => name),
    ),
  );
  // What its type asks for, and none of us looks for, is always shown: else it is refused before anybody looks.
  const isShown = (name: string) => words.includes(name) || !others.has(name);
  const jwt = forged ? broken(whole.jwt) : whole.jwt;
  return present(
    jwt,
    whole.encoded.filter(({ name }) => isShown(name)).map(({ text }) => text),
  );
}

function broken(jwt: string): string {
  const at = jwt.lastIndexOf('.') + 5;
  return `${jwt.slice(0, at)}${jwt[at] === 'A' ? 'B' : 'A'}${jwt.slice(at + 1)}`;
}
