/** What can be wrong with text that strangers wrote: files, pasted values, servers' answers. Part of FAULT_KIND. */
export const OUTSIDE_TEXT_FAULTS = {
  no_text_file: 'input',
  read_as_windows: 'input',
  character_lost: 'input',
  character_hidden: 'input',
  too_long: 'input',
  stand_in: 'input',
  token_cut_off: 'input',
  token_perhaps_cut_off: 'input',
  reply_taken_apart: 'input',
  reply_unreadable: 'input',
  proxy_unused: 'person',
  proxy_only_here: 'person',
  proxy_perhaps_only_here: 'person',
} as const
