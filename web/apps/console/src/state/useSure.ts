import { ElMessageBox, type ElMessageBoxOptions } from 'element-plus'
import { useI18n } from 'vue-i18n'

/** Asks before something is done: whether it is to be. `yes` says what will be done; `more` where the box is another. */
export function useSure() {
  const { t } = useI18n()
  return (question: string, yes: string, more: ElMessageBoxOptions = {}): Promise<boolean> =>
    ElMessageBox.confirm(question, {
      title: t('action.sure'),
      confirmButtonText: yes,
      cancelButtonText: t('action.cancel'),
      ...more,
    }).then(
      () => true,
      () => false,
    )
}
