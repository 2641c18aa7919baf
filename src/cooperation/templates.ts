import type { JsonValue } from '#statement/draft.ts';

/** A usual request with its words already written; places in ⟨angle brackets⟩ are for whoever sends it. */
export type Template = {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly claims: Readonly<Record<string, JsonValue>>;
};

export const TEMPLATES: readonly Template[] = [
  {
    id: 'scanning-from-territory',
    title: 'Scanning of critical infrastructure that seems to come from a state',
    type: 'territory-notice',
    claims: {
      channel: 'csirt',
      observed:
        'Since ⟨when⟩ systems of ⟨kind of service⟩ in our state have been scanned and tried with passwords from the addresses below, which are registered in your state.',
      requested_steps: [
        'Look at what these addresses are used for',
        'End the activity as far as your law allows, or tell us whom to ask',
        'Keep the connection records for a later request',
      ],
      sensitivity: 'routine',
    },
  },
  {
    id: 'wiper-from-territory',
    title: 'Destructive activity against a hospital that seems to come from a state',
    type: 'territory-notice',
    claims: {
      channel: 'diplomatic',
      observed:
        'Files of ⟨kind of service⟩ in our state are being destroyed. The control traffic goes to the addresses below, which are registered in your state.',
      requested_steps: [
        'Interrupt the control traffic',
        'Tell us which steps you can take, and what you would need',
      ],
      sensitivity: 'highly-sensitive',
    },
  },
  {
    id: 'forensic-help',
    title: 'Forensic help after an intrusion',
    type: 'assistance-request',
    claims: {
      channel: 'csirt',
      kind: 'help',
      needs: ['forensics', 'malware-analysis'],
      urgency: 'days',
      description:
        '⟨Number⟩ systems of ⟨kind of service⟩ were entered. We have images and no free analysts. We ask for ⟨number⟩ analysts for ⟨number⟩ days, here or remotely.',
    },
  },
  {
    id: 'flood-mitigation',
    title: 'Mitigation of a flood of traffic from networks of a state',
    type: 'assistance-request',
    claims: {
      channel: 'csirt',
      kind: 'mitigate',
      needs: ['mitigation'],
      urgency: 'hours',
      sovereignty: true,
      description:
        '⟨Kind of service⟩ cannot be reached because of traffic, about ⟨share⟩ of it from networks in your state. We ask you to look at what can be done on your territory; the decision is yours.',
    },
  },
  {
    id: 'keep-connection-records',
    title: 'Keeping connection records until a formal request arrives',
    type: 'preservation-request',
    claims: {
      channel: 'police',
      what: 'Connection records of ⟨address⟩, and who rented it',
      days: 90,
      legal_basis: '⟨Provision of your law or treaty⟩',
    },
  },
  {
    id: 'how-do-you-read-this',
    title: 'A question to lower tension',
    type: 'consultation-request',
    claims: {
      channel: 'diplomatic',
      subject: '⟨Activity⟩ of ⟨day⟩',
      questions:
        'We have seen ⟨activity⟩ and have drawn no conclusion about who is responsible. How do you read it? Is there anything we should know before we decide what to say?',
      means: 'hotline',
    },
  },
  {
    id: 'small-team',
    title: 'A response team for a small administration',
    type: 'team-request',
    claims: {
      channel: 'csirt',
      needs: ['responders', 'forensics'],
      situation: '⟨Service⟩ has failed. We have ⟨number⟩ engineers and need ⟨number⟩ more for ⟨number⟩ weeks.',
    },
  },
];

export function templateOf(id: string): Template | undefined {
  return TEMPLATES.find((template) => template.id === id);
}
