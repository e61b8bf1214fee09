import type {
  AddressContentsFragment,
  PlaceOrderMutationVariables,
} from '@tributary/mobile-client';
import { Field } from './field.js';

export type AddressInput = PlaceOrderMutationVariables['input']['shippingAddress'];

export const AddressFields = ({ address }: { address?: AddressInput | undefined }) => (
  <div className="fields">
    <Field
      name="name"
      label="Name"
      required
      maxLength={100}
      autoComplete="name"
      defaultValue={address?.name}
    />
    <Field
      name="line1"
      label="Street and number"
      required
      maxLength={200}
      autoComplete="address-line1"
      defaultValue={address?.line1}
    />
    <Field
      name="line2"
      label="Flat, floor"
      maxLength={200}
      autoComplete="address-line2"
      defaultValue={address?.line2 ?? ''}
    />
    <div className="field-row">
      <Field
        name="postalCode"
        label="Postal code"
        required
        maxLength={20}
        autoComplete="postal-code"
        defaultValue={address?.postalCode}
      />
      <Field
        name="city"
        label="Town"
        required
        maxLength={100}
        autoComplete="address-level2"
        defaultValue={address?.city}
      />
    </div>
    <Field
      name="region"
      label="State or province"
      maxLength={100}
      autoComplete="address-level1"
      defaultValue={address?.region ?? ''}
    />
    <Field
      name="country"
      label="Country"
      required
      pattern="[A-Za-z]{2}"
      maxLength={2}
      autoComplete="country"
      hint="Two letters, such as DE."
      defaultValue={address?.country ?? ''}
    />
  </div>
);

export function readAddress(form: FormData): AddressInput {
  const text = (name: string) => (form.get(name) as string | null)?.trim() ?? '';
  return {
    name: text('name'),
    line1: text('line1'),
    line2: text('line2') || null,
    city: text('city'),
    region: text('region') || null,
    postalCode: text('postalCode'),
    country: text('country').toUpperCase(),
  };
}

export const toAddressInput = ({ id: _id, ...address }: AddressContentsFragment): AddressInput =>
  address;

export const AddressText = ({ address }: { address: AddressInput }) => (
  <address>
    {[
      address.name,
      address.line1,
      address.line2,
      `${address.postalCode} ${address.city}`,
      address.region,
      address.country,
    ]
      .filter(Boolean)
      .join(', ')}
  </address>
);
