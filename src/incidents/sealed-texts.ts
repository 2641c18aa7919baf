/** What the command line says about sealed reports. */
export const SEALED_COMMAND_TEXTS = {
  description: 'hand in a report that was sealed without a network; any node takes it',
  file: 'the file that the offline page made',
  missing: 'There is no file {path}.',
  large: '{path} is too large to be a sealed report.',
  opened: 'Handed over to {to}: a duty officer has it before them.',
  reference: '  reference  {reference}',
  handedOn: 'Handed on, still sealed, to the node of {to} ({node}).',
  waits:
    'The node of {to} ({node}) does not answer now. The file is kept and handed on when it does, until {until}.',
  carryOn:
    'This node does not know {to}. Take the file to a node that does; the file says {node}. Nothing was kept here.',
} as const;
