import { Radio } from '@mantine/core'
import type { SettingField } from '../../../shared/systems/system.ts'
import { fieldText } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import styles from '../form.module.css'
import { useForm } from '../form-context.ts'

/** A choice that decides what else is asked: all of it open, each with what it means. `title` is the heading's id. */
export function WhoInput({ field, title }: { field: SettingField; title: string }) {
  const { texts } = usePage()
  const { system, values, setSetting } = useForm()
  const path = `settings.${field.name}`
  const told = fieldText(texts, system.id, path)?.choices ?? {}
  // In the order in which people are likely to want them, which is that of their words.
  const choices = [...new Set([...Object.keys(told), ...(field.choices ?? [])])]
  return (
    <Radio.Group
      name={path}
      aria-labelledby={title}
      value={String(values.settings[field.name] ?? '')}
      onChange={(value) => setSetting(field.name, value)}
    >
      <div className={styles.choices}>
        {choices.map((choice) => (
          <Radio.Card key={choice} value={choice} className={styles.choice}>
            <Radio.Indicator size="xs" className={styles.choiceMark ?? ''} />
            <span>
              <span className={styles.choiceLabel}>{told[choice]?.label ?? choice}</span>
              <span className={styles.soft}>{told[choice]?.help}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}
