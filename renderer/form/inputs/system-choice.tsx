import { Radio } from '@mantine/core'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { usePage } from '../../state/page-context.ts'
import { systemTitle } from '../../status/system-title.ts'
import styles from '../form.module.css'

/** Which kind of API it is; everything below is drawn from that system's data. */
export function SystemChoice({ chosen, choose }: { chosen: string; choose: (id: string) => void }) {
  const { texts, words } = usePage()
  return (
    <>
      <Radio.Group label={words.form.system} value={chosen} onChange={choose}>
        <div className={styles.systems}>
          {SYSTEMS.map(({ id }) => (
            <Radio.Card key={id} value={id} className={styles.system}>
              <Radio.Indicator size="xs" />
              {systemTitle(texts, id)}
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <p className={styles.systemAbout}>{texts.systems[chosen]?.about ?? ''}</p>
    </>
  )
}
