/** The help: a page for each fault. */
export const help = {
  title: 'Help',
  faultTitle: 'What "{code}" means',
  under: 'Every trouble that Everbearer knows, what it does about it by itself, and what you can do.',
  search: 'Search',
  searchHint: 'refused, offline, certificate',
  none: 'No trouble is told in such words.',
  all: 'All troubles',
  means: 'What it means',
  tried: 'What we tried',
  next: 'What to do',
  more: 'More about this',
  code: 'Its name for programs',
  exit: 'A command that meets it ends with {code}.',
  tries: {
    bug: 'The work was stopped where it stood; nothing that was kept before is changed, and the place is in the log.',
    input: 'Nothing: what was handed in was looked through before anything was done, so nothing has changed.',
    absent: 'It was looked for by its exact name, and nothing else was touched.',
    person:
      'The vault was read again in case newer tokens had come meanwhile. Then it was left as it is: no token was erased, and nothing is sent again that could make it worse.',
    'not-now':
      'Everything was kept. It is tried again by itself, soon at first and then more and more seldom, as the server asks where it says so, and at once when the network or this computer comes back.',
    vault:
      'The vault was asked once and is not asked again by itself, so that no dialog comes up over and over. What is in memory goes on being served.',
  },
} as const
