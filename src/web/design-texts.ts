/** Words of the living reference. Samples are marked as such; none of them happened. */
export const DESIGN = {
  title: 'Every part in every state',
  lead: 'The living reference of this interface, drawn by the parts that the pages use. What is wrong here is wrong everywhere.',
  views: 'Theme and direction',
  light: 'Light',
  dark: 'Dark',
  ltr: 'left to right',
  rtl: 'right to left',
  view: '{theme}, {direction}',
  tokens: 'Colours',
  sample: 'Sample',
} as const;
