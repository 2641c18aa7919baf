/** What a peer can do wrong when it is asked something. */
export type FetchCode =
  | 'peer-address-malformed'
  | 'peer-address-refused'
  | 'peer-unreachable'
  | 'peer-silent'
  | 'peer-too-slow'
  | 'peer-redirects'
  | 'peer-answer-type'
  | 'peer-answer-too-large'
  | 'peer-answer-malformed';
