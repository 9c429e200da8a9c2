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
    input: 'Nothing yet: all of it was looked through before anything was done, so nothing has changed.',
    absent: 'It was looked for by its exact name, and nothing else was touched.',
    person:
      'The vault was read again in case newer tokens had come meanwhile. Then it was left as it is: no token was erased, and nothing is sent again that could make it worse.',
    'not-now':
      'Everything was kept. It is tried again by itself, soon at first and then more and more seldom, as the server asks where it says so, and at once when the network or this computer comes back.',
    vault:
      'The vault was asked once and is not asked again by itself, so that no dialog comes up over and over. What is in memory goes on being served.',
    'asked once':
      'The server was asked once, when you said so, and is not asked again by itself. What is kept here was not changed by it.',
    'sent twice':
      'What had no usable answer was sent once more at once, since many servers answer the same a second time; this one refused. What is in the vault is kept, and nothing is sent again by itself.',
    'sign-in':
      'What came back was looked at, and nothing was kept of what could not be used. The tokens of before stay, and are used for as long as they last.',
    here: 'It is looked at again by itself, and told no longer once it is right. Until then what was good before counts, where there is any, and tokens are kept fresh all the while.',
    'not believed':
      'Nothing was taken over from there. What this workstation knows itself is kept and handed out for as long as it is valid, and the store is asked again by itself.',
    left: 'It was left exactly as it is: nothing is written over it. All else goes on.',
    waits: 'Nothing was sent anywhere. What is here is kept and waits for you.',
    once: 'Everything was kept. It is not done again by itself: ask once more when what stood in the way is gone.',
  },
} as const
