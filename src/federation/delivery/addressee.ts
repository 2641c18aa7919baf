import { type Checked, textIn } from '#federation/arrival-check.ts';
import type { ArrivalCode } from '#federation/codes.ts';
import { federationTables } from '#federation/tables.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import type { Arriving } from './arriving.ts';

type Answers = Readonly<Record<string, (connection: Connection, answered: string) => Promise<readonly string[]>>>;

/** By what an answer answers, who may give it; nobody is named where that is not held here. */
const ADDRESSEES: Answers = {
  async receipt(connection, release) {
    const rows = await federationTables(connection)
      .selectFrom('federation_release')
      .where('digest', '=', release)
      .select('recipient')
      .execute();
    return rows.map(({ recipient }) => recipient);
  },
  async acknowledgement(connection, receipt) {
    const rows = await federationTables(connection)
      .selectFrom('federation_receipt')
      .where('digest', '=', receipt)
      .select('issuer')
      .execute();
    return rows.map(({ issuer }) => issuer);
  },
  async 'recall-report'(connection, recall) {
    const rows = await federationTables(connection)
      .selectFrom('federation_release')
      .where('target', '=', recall)
      .where('origin', '=', 'own')
      .select('recipient')
      .distinct()
      .execute();
    return rows.map(({ recipient }) => recipient);
  },
};

/**
 * An answer comes from whoever was addressed. What answers something that is not held here stays open, since answers
 * may overtake what they answer: whether it counts is decided where it is read.
 */
export async function checkAddressee(
  { office }: Pick<Arriving, 'office'>,
  answer: Checked,
): Promise<Outcome<null, ArrivalCode>> {
  const said = office.ledger.types.get(answer.type)?.saidBy;
  const addressees = Object.hasOwn(ADDRESSEES, answer.type) ? ADDRESSEES[answer.type] : undefined;
  if (said?.by !== 'addressee' || addressees === undefined) return accept(null);
  const known = await addressees(office.store.connection, textIn(answer, said.of));
  if (known.length === 0 || known.includes(answer.parsed.issuer)) return accept(null);
  // Whom else it was addressed to is nobody's business who asks by guessing.
  const sentence = `This ${answer.type} is not for ${answer.parsed.issuer} to give.`;
  return refuse('answer-not-by-addressee', sentence);
}
