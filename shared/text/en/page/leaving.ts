/** What was filled in and is not saved: asked before it is lost, and told where it was. */
export const leaving = {
  lostTitle: 'This page was loaded anew.',
  lostSay:
    'What had been filled in here was not saved and is gone: Everbearer keeps none of it before you save, since it may hold secrets.',

  title: 'Leave without saving?',
  say: 'What you have filled in here is not saved yet, and pasted secrets are forgotten when you leave.',
  savingTitle: 'Leave while it is being saved?',
  savingSay:
    'It goes on without you, and a note tells what came of it. Should it fail, what you have filled in here is gone.',
  yes: 'Leave',
  no: 'Stay here',
} as const
