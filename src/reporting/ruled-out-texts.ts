/** English texts about stages that a law does not ask for. */
export const RULED_OUT_TEXTS = {
  state: 'not asked',
  because: 'Not asked of you, by the facts you declared:',
  change: 'If a fact is different, say anew that the law applies, with the right facts.',
  title: 'This law does not ask you for this stage',
  body: 'What you sign here is still given to whoever it is told to. No clock of this stage runs.',
  line: '{regime} {stage}: not asked. {reasons}',
} as const;
