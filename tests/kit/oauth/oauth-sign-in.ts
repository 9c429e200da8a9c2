/** What a person does at the OAuth server for tests: sign in and agree, say no, or type the code of a device (RFC 8628). */
import type { DevicePageContext, Provider } from 'oidc-provider'
import type { Exchange } from '../servers/http-exchange.ts'

export const ACCOUNT = 'technician'

/** The provider's own pages warn that they are for development alone; these are the least that a browser can click. */
export const SIGN_IN_FEATURES = {
  devInteractions: { enabled: false },
  deviceFlow: {
    enabled: true,
    async userCodeInputSource(context: DevicePageContext, form: string, _out: unknown, trouble?: Error) {
      context.body = page(
        'Type the code',
        `${form}${trouble === undefined ? '' : '<p>Try again</p>'}${button('Go on', 'op.deviceInputForm')}`,
      )
    },
    async userCodeConfirmSource(context: DevicePageContext, form: string) {
      context.body = page('Is this your device?', `${form}${button('Yes', 'op.deviceConfirmForm')}`)
    },
    async successSource(context: DevicePageContext) {
      context.body = page('Done', '<p>You can go back to your device.</p>')
    },
  },
}

/** oidc-provider sends a browser here whenever it needs to know who that is and what they agree to. */
export const INTERACTION = /^\/interaction\/[\w-]+$/

export async function answerInteraction(provider: Provider, { request, response, method }: Exchange): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response)
  if (method === 'GET') {
    const form =
      '<form method="post"><button>Sign in and agree</button></form><form method="post" action="?no"><button>No</button></form>'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(page(`Sign in (${prompt.name})`, form))
    return
  }
  if (request.url?.endsWith('?no')) {
    return provider.interactionFinished(request, response, { error: 'access_denied' })
  }
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: String(params['client_id']) })
  grant.addOIDCScope(String(params['scope']))
  const result = { login: { accountId: ACCOUNT }, consent: { grantId: await grant.save() } }
  await provider.interactionFinished(request, response, result)
}

/** Its title comes last: whoever has seen that in the browser's window finds all of it there. */
function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><h1>${title}</h1>${body}<title>${title}</title></html>`
}

function button(word: string, form: string): string {
  return `<button type="submit" form="${form}">${word}</button>`
}
