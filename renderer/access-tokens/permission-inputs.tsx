import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { ANY, CRAFTER_ACTIONS } from '../../shared/systems/crafter/access-tokens.ts'
import type { Mistake } from '../../shared/systems/system.ts'
import { fieldText, filled } from '../../shared/text/sentence.ts'
import { FieldNotes } from '../form/inputs/field-notes.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './access-tokens.module.css'
import { DEFAULT_ACTIONS, type PermissionValues, type TokenValues } from './token-values.ts'

const FIELD = 'token.tenantPermissions'

/** Tenants with their allowed actions; a new one begins with the defaults of the server's console. */
export function PermissionInputs({
  values: { permissions },
  set,
  mistakes,
}: {
  values: TokenValues
  set: (change: Partial<TokenValues>) => void
  mistakes: readonly Mistake[]
}) {
  const { words, texts } = usePage()
  const { accessTokens } = words
  const text = fieldText(texts, 'crafter', FIELD)
  const key = Math.max(0, ...permissions.map((each) => each.key)) + 1
  const change = (one: PermissionValues): void =>
    set({ permissions: permissions.map((each) => (each.key === one.key ? one : each)) })
  return (
    <fieldset className={styles.permissions}>
      <legend>{text?.label}</legend>
      <p className="soft">{text?.help}</p>
      {permissions.map((permission) => (
        <PermissionInput
          key={permission.key}
          permission={permission}
          change={change}
          remove={() => set({ permissions: permissions.filter((each) => each.key !== permission.key) })}
        />
      ))}
      <FieldNotes mistakes={mistakes} system="crafter" />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={15} aria-hidden="true" />}
        onClick={() => set({ permissions: [...permissions, { key, tenant: '', actions: DEFAULT_ACTIONS }] })}
      >
        {accessTokens.addTenant}
      </Button>
    </fieldset>
  )
}

function PermissionInput({
  permission,
  change,
  remove,
}: {
  permission: PermissionValues
  change: (one: PermissionValues) => void
  remove: () => void
}) {
  const { accessTokens } = usePage().words
  const { tenant, actions } = permission
  const out = filled(accessTokens.removeTenant, { tenant: tenant === '' ? '…' : tenant })
  return (
    <div className={styles.permission}>
      <div className={styles.tenant}>
        <TextInput
          label={accessTokens.tenant}
          description={accessTokens.tenantHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          required
          spellCheck={false}
          value={tenant}
          onChange={(event) => change({ ...permission, tenant: event.currentTarget.value })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={out} title={out} onClick={remove}>
          <IconTrash size={17} aria-hidden="true" />
        </ActionIcon>
      </div>
      <Checkbox.Group
        label={accessTokens.actions}
        value={[...actions]}
        onChange={(next) => change({ ...permission, actions: next })}
      >
        <div className={styles.actions}>
          {[...CRAFTER_ACTIONS, ANY].map((action) => (
            <Checkbox key={action} value={action} size="xs" label={action === ANY ? accessTokens.anyAction : action} />
          ))}
        </div>
      </Checkbox.Group>
    </div>
  )
}
