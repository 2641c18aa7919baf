/** Every code this room refuses with. */
export type StoreCode =
  | 'key-file-missing'
  | 'key-file-exposed'
  | 'key-file-malformed'
  | 'passphrase-missing'
  | 'passphrase-too-short'
  | 'keyring-locked'
  | 'blob-too-large'
  | 'blob-unknown'
  | 'blob-altered'
  | 'store-refuses-writes'
  | 'store-newer'
  | 'store-behind'
  | 'store-version-malformed'
  | 'store-in-use';
