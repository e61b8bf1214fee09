import { useSend } from '../../api/use-send.js';
import { Field, Select, TextArea } from '../../design/field.js';
import { FormDialog } from '../../design/form-dialog.js';
import { useToast } from '../../design/toast.js';
import {
  type StaffProductPartsFragment,
  UpdateProductDocument,
} from '../../generated/staff-documents.js';
import { usePageHead } from '../../layout/use-page-head.js';
import { textOf } from '../form-values.js';

/** Changes what a product says of itself. */
export function EditProductDialog({
  product: { id, name, description, category },
  onClose,
}: {
  product: StaffProductPartsFragment;
  onClose: () => void;
}) {
  const { send } = useSend(UpdateProductDocument);
  const { categories } = usePageHead();
  const toast = useToast();
  const update = async (values: FormData) => {
    const input = {
      id,
      name: textOf(values, 'name'),
      description: textOf(values, 'description'),
      category: textOf(values, 'category'),
    };
    const { data, error } = await send({ input });
    if (data) toast(`${data.updateProduct.name} was changed.`);
    return error;
  };
  return (
    <FormDialog title={`Edit ${name}`} action="Save" onSend={update} onClose={onClose}>
      <Field label="Name" name="name" defaultValue={name} maxLength={200} required />
      <TextArea
        label="Description"
        name="description"
        defaultValue={description}
        maxLength={10_000}
        rows={5}
      />
      <Select label="Category" name="category" defaultValue={category.slug}>
        {categories.map((each) => (
          <option key={each.slug} value={each.slug}>
            {each.name}
          </option>
        ))}
      </Select>
    </FormDialog>
  );
}
