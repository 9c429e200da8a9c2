import { accessTokens } from './page/access-tokens.ts'
import { callbacks } from './page/callbacks.ts'
import { connection, testStages } from './page/connection.ts'
import { consumers } from './page/consumers.ts'
import { demo } from './page/demo.ts'
import { fleet } from './page/fleet.ts'
import { form } from './page/form.ts'
import { help } from './page/help.ts'
import { importExport } from './page/import-export.ts'
import { journal } from './page/journal.ts'
import { keys } from './page/keys.ts'
import { leaving } from './page/leaving.ts'
import { list, needs, together } from './page/list.ts'
import { nextSteps } from './page/next-steps.ts'
import { notify } from './page/notify.ts'
import { comingUp, overview } from './page/overview.ts'
import { settings } from './page/settings.ts'
import { shell } from './page/shell.ts'
import { signIn } from './page/sign-in.ts'
import { vault } from './page/vault.ts'

/** What the page says around the facts, screen by screen. */
export const page = {
  shell,
  overview,
  comingUp,
  keys,
  leaving,
  list,
  needs,
  together,
  form,
  connection,
  callbacks,
  accessTokens,
  testStages,
  journal,
  settings,
  consumers,
  fleet,
  notify,
  importExport,
  signIn,
  vault,
  demo,
  help,
}

export { nextSteps }
