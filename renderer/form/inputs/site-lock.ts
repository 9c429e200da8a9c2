import { usePage } from '../../state/page-context.ts'
import { useForm } from '../form-context.ts'

/** Whether the site has set this field, so that nobody changes it here, and what stands under it then. */
export function useSiteLock(path: string, help: string): { readonly disabled: boolean; readonly help: string } {
  const { words } = usePage()
  const { view } = useForm()
  const disabled = view?.managed?.fields.some((field) => path === `settings.${field}`) ?? false
  return { disabled, help: disabled ? words.form.setBySite : help }
}
