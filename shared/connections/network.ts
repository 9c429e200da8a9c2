import { z } from 'zod'
import { secretSchema } from '../secret-schema.ts'
import { momentSchema } from '../time/moment-schema.ts'

/**
 * How calls reach their servers, where that is set here instead of left to the surroundings: through which proxy, whose
 * certificates count beside the system's, and with which certificate of its own a client proves itself. It lies in the
 * vault, since whoever could change it could read along; a page can only see it (tests/doors/powers.ts).
 */

const proxySchema = z.object({
  /** `http://host:port` or `https://host:port`; empty for none at all, whatever the surroundings say. */
  url: z.string(),
  user: z.string(),
  password: secretSchema.nullable(),
  /** Hosts that are reached without it, as in NO_PROXY. */
  except: z.string(),
})

const authoritiesSchema = z.object({ pem: z.string(), names: z.array(z.string()), endsAt: momentSchema })

/** As PEM, the certificate (with its chain) and its key apart; as PKCS #12 both in one, in base64. */
export const clientSchema = z.object({
  form: z.enum(['pem', 'pkcs12']),
  certificate: secretSchema,
  key: secretSchema.nullable(),
  passphrase: secretSchema.nullable(),
  name: z.string(),
  endsAt: momentSchema,
})

export const networkSchema = z.object({
  proxy: proxySchema.nullable(),
  authorities: authoritiesSchema.nullable(),
  client: clientSchema.nullable(),
})

/** A null part falls back: to Everbearer's own setting, then to the environment or the system. */
export type Network = z.infer<typeof networkSchema>

export const NO_NETWORK: Network = { proxy: null, authorities: null, client: null }

/** Whose setting it is: of this connection, of all of them, or of the desktop that it runs on. */
export type SettingOwner = 'connection' | 'everbearer' | 'system'

/** The network settings that apply to one call, and whose setting each part is. */
export type EffectiveNetwork = Network & { readonly owners: Readonly<Partial<Record<keyof Network, SettingOwner>>> }

/** The connection's own parts before those of all connections; null where neither says anything. */
export function effectiveNetwork(own: Network | null, common: Network | null): EffectiveNetwork | null {
  if (own === null && common === null) return null
  const parts = ['proxy', 'authorities', 'client'] as const
  const owners = Object.fromEntries(
    parts.flatMap((part): [string, SettingOwner][] => {
      if (own?.[part] != null) return [[part, 'connection']]
      return common?.[part] == null ? [] : [[part, 'everbearer']]
    }),
  )
  if (Object.keys(owners).length === 0) return null
  return {
    proxy: own?.proxy ?? common?.proxy ?? null,
    authorities: own?.authorities ?? common?.authorities ?? null,
    client: own?.client ?? common?.client ?? null,
    owners,
  }
}

/** The same of a client certificate alone. */
export function writeClient(client: Network['client']): unknown {
  return (
    client && {
      ...client,
      certificate: client.certificate.reveal(),
      key: client.key?.reveal() ?? null,
      passphrase: client.passphrase?.reveal() ?? null,
    }
  )
}

/** The text for a vault document: one of the few places where secrets are revealed. Null for what says nothing. */
export function writeNetwork(network: Network | null): unknown {
  if (network === null) return null
  const { proxy, authorities, client } = network
  return {
    proxy: proxy && { ...proxy, password: proxy.password?.reveal() ?? null },
    authorities,
    client: writeClient(client),
  }
}

/** What a person or program may see of it. Times ISO 8601 UTC. */
export const networkViewSchema = z.object({
  proxy: z.object({ url: z.string(), user: z.string(), hasPassword: z.boolean(), except: z.string() }).nullable(),
  authorities: z.object({ names: z.array(z.string()), endsAt: z.string() }).nullable(),
  client: z.object({ form: z.enum(['pem', 'pkcs12']), name: z.string(), endsAt: z.string() }).nullable(),
})

export type NetworkView = z.infer<typeof networkViewSchema>

export function networkView(network: Network | null): NetworkView | null {
  if (network === null) return null
  const { proxy, authorities, client } = network
  const iso = (at: number) => new Date(at).toISOString()
  return {
    proxy: proxy && { url: proxy.url, user: proxy.user, hasPassword: proxy.password !== null, except: proxy.except },
    authorities: authorities && { names: authorities.names, endsAt: iso(authorities.endsAt) },
    client: client && { form: client.form, name: client.name, endsAt: iso(client.endsAt) },
  }
}

/** A certificate of a client's own, as it is handed in. */
export const clientChangeSchema = z.strictObject({
  form: z.enum(['pem', 'pkcs12']),
  certificate: z.string().max(65_536),
  key: z.string().max(65_536).optional(),
  passphrase: z.string().max(4_096).optional(),
})

/** A change as it is handed in: a part that is not named stays, null takes it away. Files come as text, PKCS #12 in base64. */
export const networkChangeSchema = z.strictObject({
  proxy: z
    .strictObject({
      url: z.string().max(2_048),
      password: z.string().max(4_096).optional(),
      except: z.string().max(4_096).optional(),
    })
    .nullable()
    .optional(),
  authorities: z.string().max(262_144).nullable().optional(),
  client: clientChangeSchema.nullable().optional(),
})

export type NetworkChange = z.infer<typeof networkChangeSchema>

/** The same as a change that would make it, with its secrets: for a file that is sealed. */
export function networkChangeOf({ proxy, authorities, client }: Network): NetworkChange {
  return {
    ...(proxy === null ? {} : { proxy: proxyChangeOf(proxy) }),
    ...(authorities === null ? {} : { authorities: authorities.pem }),
    ...(client === null ? {} : { client: clientChangeOf(client) }),
  }
}

function proxyChangeOf({ url, user, password, except }: NonNullable<Network['proxy']>): NetworkChange['proxy'] {
  const address = user === '' ? url : url.replace('://', `://${encodeURIComponent(user)}@`)
  return { url: address, except, ...(password === null ? {} : { password: password.reveal() }) }
}

function clientChangeOf({ form, certificate, key, passphrase }: NonNullable<Network['client']>) {
  return {
    form,
    certificate: certificate.reveal(),
    ...(key === null ? {} : { key: key.reveal() }),
    ...(passphrase === null ? {} : { passphrase: passphrase.reveal() }),
  }
}

/** How a call actually went: `proxy`, `authorities`, `certificate`, and whose setting each was. */
export type Via = Readonly<Record<string, string>>
