/** Reading and writing policy files (C2SP tlog-policy, "Policy file syntax and structure"). */
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import { parseDecimal } from './lines.ts';
import { NO_QUORUM, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from './policy.ts';
import { sameBytes } from './tree.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from './verifier-key.ts';

export const MAX_POLICY_CHARACTERS = 1_048_576;
/** Of each kind; the specification asks for at least 32. */
export const MAX_POLICY_ENTRIES = 256;

type Draft = {
  readonly logs: PolicyLog[];
  readonly witnesses: Map<string, PolicyWitness>;
  readonly groups: Map<string, PolicyGroup>;
  /** Names that are a member already; each may be one once. */
  readonly members: Set<string>;
  quorum: string | undefined;
};

type Verdict = Outcome<null, LogCode>;

/** Refused with the line it speaks of. */
export function parsePolicy(text: string): Outcome<Policy, LogCode> {
  if (text.length > MAX_POLICY_CHARACTERS) {
    return refuse(
      'policy-too-long',
      phrase`A policy of more than ${MAX_POLICY_CHARACTERS} characters is not read.`,
    );
  }
  const draft: Draft = {
    logs: [],
    witnesses: new Map(),
    groups: new Map(),
    members: new Set(),
    quorum: undefined,
  };
  for (const [index, line] of text.split('\n').entries()) {
    const read = readLine(draft, line);
    if (!read.ok) return refuse(read.refusal.code, wordsOf(read.refusal), `line ${index + 1}`);
  }
  const { quorum, logs, witnesses, groups } = draft;
  if (quorum === undefined) {
    return refuse('policy-quorum-missing', 'A policy has one line quorum <name>, or quorum none.');
  }
  return accept({ logs, witnesses, groups, quorum });
}

function readLine(draft: Draft, line: string): Verdict {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification allows the tab alone.
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line) || !line.isWellFormed()) {
    return refuse('policy-malformed', 'A policy is plain text; only tabs and newlines may stand beside it.');
  }
  const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
  if (keyword === undefined || keyword.startsWith('#')) return accept(null);
  switch (keyword) {
    case 'log':
      return readLog(draft, words);
    case 'witness':
      return readWitness(draft, words);
    case 'group':
      return readGroup(draft, words);
    case 'quorum':
      return readQuorum(draft, words);
    default:
      return refuse(
        'policy-malformed',
        phrase`A line begins with log, witness, group or quorum, not with "${keyword}".`,
      );
  }
}

function readLog(draft: Draft, words: readonly string[]): Verdict {
  const [vkey, url] = words;
  if (vkey === undefined || words.length > 2) return refuse('policy-malformed', 'Write: log <vkey> [<url>].');
  const key = parseVerifierKey(vkey);
  if (!key.ok) return key;
  if (key.value.type === 'cosignature-ed25519') {
    return refuse('vkey-type-unknown', 'A log signs with a key of type 1 (Ed25519) or 6 (ML-DSA-44).');
  }
  const added = checkAddition(draft.logs.length, draft.logs, key.value);
  if (!added.ok) return added;
  draft.logs.push({ key: key.value, ...(url === undefined ? {} : { url }) });
  return accept(null);
}

function readWitness(draft: Draft, words: readonly string[]): Verdict {
  const [name, vkey, url] = words;
  if (name === undefined || vkey === undefined || words.length > 3) {
    return refuse('policy-malformed', 'Write: witness <name> <vkey> [<url>].');
  }
  const free = checkName(draft, name);
  if (!free.ok) return free;
  const key = parseVerifierKey(vkey);
  if (!key.ok) return key;
  if (key.value.type === 'ed25519') {
    return refuse('vkey-type-unknown', 'A witness cosigns with a key of type 4 (Ed25519) or 6 (ML-DSA-44).');
  }
  const added = checkAddition(draft.witnesses.size, [...draft.witnesses.values()], key.value);
  if (!added.ok) return added;
  draft.witnesses.set(name, { name, key: key.value, ...(url === undefined ? {} : { url }) });
  return accept(null);
}

function readGroup(draft: Draft, words: readonly string[]): Verdict {
  const [name, count, ...members] = words;
  if (name === undefined || count === undefined || members.length === 0) {
    return refuse('policy-malformed', 'Write: group <name> all|any|<number> <name>...');
  }
  const free = checkName(draft, name);
  if (!free.ok) return free;
  if (draft.groups.size >= MAX_POLICY_ENTRIES) return tooLarge();
  const threshold = count === 'all' ? members.length : count === 'any' ? 1 : parseDecimal(count);
  if (threshold === undefined || threshold < 1 || threshold > members.length) {
    return refuse(
      'policy-threshold-out-of-range',
      phrase`Ask for all, any, or a number from 1 to ${members.length}.`,
    );
  }
  for (const member of members) {
    if (!draft.witnesses.has(member) && !draft.groups.has(member)) return unknownName(member);
    if (draft.members.has(member)) {
      return refuse('policy-name-taken', phrase`"${member}" is a member already, and may count in one way only.`);
    }
    draft.members.add(member);
  }
  draft.groups.set(name, { name, threshold, members });
  return accept(null);
}

function readQuorum(draft: Draft, words: readonly string[]): Verdict {
  const [name] = words;
  if (name === undefined || words.length > 1 || draft.quorum !== undefined) {
    return refuse('policy-malformed', 'Write one line: quorum <name>, or quorum none.');
  }
  if (name !== NO_QUORUM && !draft.witnesses.has(name) && !draft.groups.has(name)) return unknownName(name);
  draft.quorum = name;
  return accept(null);
}

function checkName(draft: Draft, name: string): Verdict {
  if (name !== NO_QUORUM && !draft.witnesses.has(name) && !draft.groups.has(name)) return accept(null);
  return refuse('policy-name-taken', phrase`The name "${name}" is taken.`);
}

/** Two vkeys are duplicates when they wrap one public key, whatever their names. */
function checkAddition(count: number, held: readonly { readonly key: VerifierKey }[], key: VerifierKey): Verdict {
  if (count >= MAX_POLICY_ENTRIES) return tooLarge();
  if (!held.some((other) => sameBytes(other.key.key.raw, key.key.raw))) return accept(null);
  return refuse('policy-duplicate-key', phrase`The key of ${key.name} stands here already.`);
}

function tooLarge(): Verdict {
  return refuse('policy-too-large', phrase`A policy names at most ${MAX_POLICY_ENTRIES} of each kind.`);
}

function unknownName(name: string): Verdict {
  return refuse('policy-name-unknown', phrase`"${name}" is not a witness or group of an earlier line.`);
}

/** Groups are written in the order they were read in, which keeps each behind its members. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map(({ key, url }) => ['log', formatVerifierKey(key), url]),
    ...[...witnesses.values()].map(({ name, key, url }) => ['witness', name, formatVerifierKey(key), url]),
    ...[...groups.values()].map(({ name, threshold, members }) => ['group', name, String(threshold), ...members]),
    ['quorum', quorum],
  ];
  return lines.map((words) => `${words.filter((word) => word !== undefined).join(' ')}\n`).join('');
}
