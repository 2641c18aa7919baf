/** The texts of the templates, in English; one file for each language later. */
import type { ContactChannel } from '#parties/statements.ts';

type TemplateText = {
  readonly title: string;
  readonly channels: readonly ContactChannel[];
  readonly use: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly optional?: readonly string[];
};

const LABELS = {
  from: 'Your authority',
  to: 'Whom you write to',
  reference: 'Your reference',
  reply_to: 'Where you are reached, with hours',
  observed: 'What was observed, with times in UTC',
  indicators: 'Indicators, as few as needed',
  window: 'From when to when, in UTC',
  steps: 'What you ask them to do',
  by: 'By when an answer would help',
  handling: 'How it may be used and passed on (TLP, uses)',
  questions: 'Your questions',
  system: 'Address, account or system concerned',
  basis: 'Legal basis',
  keep_until: 'Until when it should be kept',
  need: 'What help is needed',
  offer: 'What you can do in turn',
  code: 'Code to read back',
  entry: 'The entry as it is listed',
  matter: 'What it is about, in one line',
} as const;

export const TEMPLATE_TEXTS: Readonly<Record<string, TemplateText>> = {
  'territory-notice': {
    title: 'Notice of activity from your territory',
    channels: ['csirt', 'diplomatic'],
    use: 'To tell another state that harmful activity seems to come from its territory, and to ask for steps.',
    subject: 'Notice of activity that appears to originate in your territory – {reference}',
    paragraphs: [
      'To {to}.',
      'This is a notice by {from} in the spirit of the agreed norms of responsible State behaviour. It is no accusation: we do not say that your State knows of, or stands behind, what is described.',
      'Observed: {observed}',
      'Time window (UTC): {window}',
      'Indicators: {indicators}',
      'We ask you to consider, as far as reasonable and feasible: {steps}',
      'An acknowledgement is read as courtesy and admits nothing. An answer by {by} would help those who are affected.',
      'Handling: {handling}',
      'We are reached at {reply_to}.',
    ],
    labels: LABELS,
    optional: ['window', 'indicators', 'by'],
  },
  'notice-acknowledgement': {
    title: 'Acknowledgement without admission',
    channels: ['csirt', 'diplomatic'],
    use: 'To confirm that a notice arrived and is looked into, without accepting what it says.',
    subject: 'We received your notice {reference}',
    paragraphs: [
      'To {to}.',
      '{from} has received your notice {reference} and a person has read it.',
      'This acknowledgement is no admission of any fact, responsibility or legal obligation.',
      'What we do next: {steps}',
      'Please direct questions to {reply_to}.',
    ],
    labels: LABELS,
    optional: ['steps'],
  },
  'request-for-information': {
    title: 'Request for information',
    channels: ['csirt', 'police'],
    use: 'To ask a colleague for what they know, with the reason and the limits of its use.',
    subject: 'Request for information – {reference}',
    paragraphs: [
      'To {to}.',
      '{from} looks into the following: {observed}',
      'We would be grateful for answers to these questions: {questions}',
      'An answer by {by} would help most.',
      'What you send will be handled as follows: {handling}',
      'We are reached at {reply_to}.',
    ],
    labels: LABELS,
    optional: ['by'],
  },
  'assistance-request': {
    title: 'Request for assistance',
    channels: ['csirt', 'diplomatic'],
    use: 'To ask another state or team for help with an incident in critical services.',
    subject: 'Request for assistance – {reference}',
    paragraphs: [
      'To {to}.',
      '{from} asks for assistance with an incident that affects services people depend on.',
      'What happened: {observed}',
      'What is needed: {need}',
      'Needed by: {by}',
      'What we contribute: {offer}',
      'That you cannot help is an answer too, and useful to know early.',
      'Handling: {handling}',
      'We are reached at {reply_to}.',
    ],
    labels: LABELS,
    optional: ['by', 'offer'],
  },
  'preservation-request': {
    title: 'Request to preserve data',
    channels: ['police'],
    use: 'For the 24/7 network: to have data kept before it is lost, ahead of a formal request.',
    subject: 'Urgent request to preserve data – {reference}',
    paragraphs: [
      'To {to}.',
      '{from} asks that the data named here be preserved and not disclosed to anybody until a formal request follows.',
      'Data concerned: {system}',
      'Time window (UTC): {window}',
      'Legal basis: {basis}',
      'Please keep it until {keep_until}.',
      'Why it matters: {observed}',
      'Please confirm receipt, and tell us whether it can be done, at {reply_to}.',
    ],
    labels: LABELS,
    optional: ['keep_until'],
  },
  clarification: {
    title: 'Request for clarification',
    channels: ['diplomatic'],
    use: 'To lower tension: to ask what was meant or what happened before conclusions are drawn.',
    subject: 'Request for clarification – {reference}',
    paragraphs: [
      'To {to}.',
      '{from} presents its compliments and would welcome a clarification on the following: {observed}',
      'Our questions are: {questions}',
      'We suggest a conversation by {by}, on the record or off it as you prefer.',
      'We are reached at {reply_to}.',
    ],
    labels: LABELS,
    optional: ['by'],
  },
  deconfliction: {
    title: 'Deconfliction before a step',
    channels: ['csirt', 'police'],
    use: 'To find out whether a planned step would disturb an operation of theirs, without telling more than needed.',
    subject: 'Deconfliction – {reference}',
    paragraphs: [
      'To {to}.',
      '{from} intends to take a step that concerns: {system}',
      'We plan it for: {window}',
      'Please tell us by {by} whether this would disturb work of yours. “Yes” or “no” is enough; no reason is needed.',
      'We are reached at {reply_to}.',
    ],
    labels: LABELS,
  },
  'contact-verification': {
    title: 'Verification of a point of contact',
    channels: ['csirt', 'police', 'diplomatic'],
    use: 'To have a listed contact confirmed or corrected.',
    subject: 'Is this still how you are reached?',
    paragraphs: [
      'To {to}.',
      'The directory of {from} lists you as follows: {entry}',
      'Please confirm that this is right, or send what has changed, to {reply_to}. An entry that nobody confirms is shown as stale.',
    ],
    labels: LABELS,
  },
  'ping-by-telephone': {
    title: 'Reachability ping by telephone',
    channels: ['csirt', 'police', 'diplomatic'],
    use: 'What to say on the telephone when a contact without a node is tried.',
    subject: 'Reachability test of {from}',
    paragraphs: [
      'Good day, this is {from}. This is a test of how you are reached; nothing has happened.',
      'Please read this code back to me: {code}',
      'May I have your name, and is {entry} still right?',
      'Thank you. You can reach us at {reply_to}.',
    ],
    labels: LABELS,
  },
  'call-back': {
    title: 'Please call back on a listed number',
    channels: ['csirt', 'police', 'diplomatic'],
    use: 'To have an urgent matter spoken about without writing it down on the way.',
    subject: 'Please call {from} – {reference}',
    paragraphs: [
      'To {to}.',
      'Please call {from} on the number that your directory lists for us, not on one from this message.',
      'It concerns: {matter}',
      'Reference: {reference}',
    ],
    labels: LABELS,
    optional: ['matter'],
  },
};
