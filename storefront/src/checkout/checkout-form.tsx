import { type FormEvent, useState } from 'react';
import {
  AddressFields,
  addressRules,
  emptyAddress,
  toAddressInput,
  toAddressValues,
} from '../addresses/address-fields.js';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Checkbox, Field } from '../design/field.js';
import { Choices } from '../design/choices.js';
import { Notice } from '../design/notices.js';
import { Panel, Stack, WithAside } from '../design/panel.js';
import { emailRule, focusFirstFault, required, useForm } from '../design/use-form.js';
import {
  type AddressPartsFragment,
  type CartPartsFragment,
  type CheckoutPageQuery,
  type PlaceOrderInput,
  SaveAddressDocument,
  SetGuestContactDocument,
} from '../generated/documents.js';
import { beginAttempt } from './attempt.js';
import { OrderSum } from './order-sum.js';
import { testCards } from './test-cards.js';

const newAddress = 'new';

interface Checkout {
  cart: CartPartsFragment;
  addresses: readonly AddressPartsFragment[];
  /** What shipping cost last time. */
  lastShipping: string | undefined;
  profile: CheckoutPageQuery['accountPage']['profile'] | undefined;
  busy: boolean;
  onPlace: (input: PlaceOrderInput) => Promise<void>;
}

export function CheckoutForm({ cart, addresses, lastShipping, profile, busy, onPlace }: Checkout) {
  const isGuest = profile?.isGuest ?? false;
  const contact = useForm(
    { email: profile?.email ?? '', name: isGuest && profile?.email ? profile.name : '' },
    { email: emailRule, name: required('Your name, please.') },
  );
  const address = useForm(
    addresses[0] ? toAddressValues(addresses[0]) : emptyAddress,
    addressRules,
  );
  const [addressId, setAddressId] = useState(addresses[0]?.id ?? newAddress);
  const [keepAddress, setKeepAddress] = useState(true);
  const [paymentToken, setPaymentToken] = useState(testCards[0]!.value);
  const [fault, setFault] = useState<string>();
  const setContact = useSend(SetGuestContactDocument);
  const saveAddress = useSend(SaveAddressDocument);

  const place = async () => {
    setFault(undefined);
    if (isGuest) {
      const { error } = await setContact.send({ input: contact.values });
      if (error !== undefined) return setFault(error);
    }
    const shippingAddress = toAddressInput(address.values);
    // The order matters more than the address book.
    if (!isGuest && addressId === newAddress && keepAddress) {
      const { data } = await saveAddress.send({ input: { address: shippingAddress } });
      if (data?.saveAddress.id) setAddressId(data.saveAddress.id);
    }
    const lines = cart.lines.map(({ sku, quantity, unitPrice }) => [
      sku,
      quantity,
      unitPrice.amount,
    ]);
    await onPlace(beginAttempt({ shippingAddress, paymentToken }, lines));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const isContactRight = !isGuest || contact.check();
    if (address.check() && isContactRight) void place();
    else focusFirstFault(event.currentTarget);
  };
  const chooseAddress = (id: string) => {
    setAddressId(id);
    const chosen = addresses.find((one) => one.id === id);
    address.set(chosen ? toAddressValues(chosen) : emptyAddress);
  };
  const isBusy = busy || setContact.busy || saveAddress.busy;
  return (
    <form noValidate onSubmit={submit}>
      <WithAside
        aside={
          <OrderSum cart={cart} lastShipping={lastShipping}>
            {fault && (
              <Notice tone="bad" live>
                {fault}
              </Notice>
            )}
            <Button type="submit" size="l" wide busy={isBusy}>
              Place the order
            </Button>
          </OrderSum>
        }
      >
        {isGuest && (
          <Panel title="Who you are" id="contact">
            <Stack gap="s">
              <Field
                {...contact.bind('name')}
                label="Your name"
                autoComplete="name"
                maxLength={100}
                required
              />
              <Field
                {...contact.bind('email')}
                type="email"
                label="E-mail address"
                autoComplete="email"
                hint="Only for news of this order."
                maxLength={254}
                required
              />
            </Stack>
          </Panel>
        )}
        <Panel title="Where it goes" id="address">
          <Stack>
            {addresses.length > 0 && (
              <Choices
                legend="Your addresses"
                name="address"
                value={addressId}
                onChange={chooseAddress}
                choices={[
                  ...addresses.map(({ id, name, line1, postalCode, city }) => ({
                    value: id ?? '',
                    label: name,
                    note: `${line1}, ${postalCode} ${city}`,
                  })),
                  { value: newAddress, label: 'Another address' },
                ]}
              />
            )}
            {addressId === newAddress && <AddressFields form={address} />}
            {addressId === newAddress && !isGuest && (
              <Checkbox
                label="Keep it for next time"
                checked={keepAddress}
                onChange={({ target }) => setKeepAddress(target.checked)}
              />
            )}
          </Stack>
        </Panel>
        <Panel title="How you pay" id="payment">
          <Stack>
            <Notice title="Test payments">
              This is a demonstration: no card is asked for and nothing is charged. Choose what
              shall happen.
            </Notice>
            <Choices
              legend="Test card"
              hideLegend
              name="payment"
              value={paymentToken}
              onChange={setPaymentToken}
              choices={testCards}
            />
          </Stack>
        </Panel>
      </WithAside>
    </form>
  );
}
