import { reasonOf, UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ErrorState } from '../design/notices.js';
import { Stack } from '../design/panel.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { AccountPageDocument, type AccountPageQuery } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import { SignInFirst } from '../orders/sign-in-first.js';
import { AccountNav } from './account-nav.js';
import styles from './account.module.css';
import { AddressBook } from './address-book.js';
import { CloseAccount } from './close-account.js';
import { Devices } from './devices.js';
import { ProfilePanel } from './profile-panel.js';

export type Account = AccountPageQuery['accountPage'];

/** Who the user is, where things go, which devices are signed in. */
export default function AccountPage() {
  const { data, failure, reload } = usePage(AccountPageDocument);
  const page = data?.accountPage;
  const isStranger =
    page?.profile?.isGuest || reasonOf(page?.unavailable, 'PROFILE') === 'SIGN_IN_REQUIRED';
  return (
    <Stack>
      <PageTitle title="Your account" />
      {!isStranger && <AccountNav />}
      {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
      {!page && !failure && (
        <Loading what="your account">
          <Skeleton shape="block" />
          <Skeleton shape="block" />
        </Loading>
      )}
      {isStranger ? (
        <SignInFirst what="Accounts" />
      ) : (
        <>
          <UnavailableNotice unavailable={page?.unavailable} onRetry={reload} />
          {page && <Panels page={page} reload={reload} />}
        </>
      )}
    </Stack>
  );
}

function Panels({
  page: { profile, addresses, sessions },
  reload,
}: {
  page: Account;
  reload: () => void;
}) {
  return (
    <div className={styles['columns']}>
      <div>
        {profile && <ProfilePanel profile={profile} />}
        {sessions && <Devices sessions={sessions} onChange={reload} />}
      </div>
      <div>
        {addresses && <AddressBook addresses={addresses} onChange={reload} />}
        {profile && <CloseAccount />}
      </div>
    </div>
  );
}
