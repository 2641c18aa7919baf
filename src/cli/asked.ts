import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { ApiClient, CommandContext } from './context.ts';

export type Act = (cli: CommandContext, api: ApiClient) => Promise<void>;

const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Does it with the node that the person named, or says that none is named. */
export async function asked(cli: CommandContext, act: Act): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  await act(cli, api.value);
}

/** Under which part of the API a case or a statement is found. */
export function caseOrStatement(which: string): Outcome<'cases' | 'statements'> {
  if (DIGEST.test(which)) return accept('statements');
  if (CASE.test(which)) return accept('cases');
  return refuse(
    'name-malformed',
    phrase`${which} is neither a case (a UUID) nor the digest of a statement (43 characters).`,
  );
}

export function statementDigest(which: string): Outcome<string> {
  if (DIGEST.test(which)) return accept(which);
  return refuse(
    'name-malformed',
    phrase`${which} is no digest of a statement (43 characters); comity show lists them.`,
  );
}
