/* A reader driver (IFD handler, API 3.0) for pcscd whose readers are simulated.
 *
 * Each reader is a Unix socket named in reader.conf as "DEVICENAME unix:/path"; every call of
 * pcscd becomes one question on it and one answer. The readers share nothing but the table of
 * channels, so any number of entries may name this one library. For tests and training only.
 *
 * question: op (1 byte), length (4 bytes, big-endian), payload
 * answer:   verdict (1 byte), length (4 bytes, big-endian), payload
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <ifdhandler.h>
#include <reader.h>

enum op { OP_PRESENCE = 1, OP_POWER_UP, OP_POWER_DOWN, OP_APDU };
enum verdict { DONE = 0, EMPTY = 1, FAILED = 2, UNPLUGGED = 3, UNREACHED = 4 };

#define MOST_CHANNELS 16

struct channel {
	int used, socket;
	DWORD lun;
	char path[sizeof ((struct sockaddr_un *)0)->sun_path];
	pthread_mutex_t lock;
};

static struct channel channels[MOST_CHANNELS];
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

static struct channel *channel_of(DWORD lun)
{
	struct channel *found = NULL;

	pthread_mutex_lock(&table);
	for (int i = 0; i < MOST_CHANNELS && !found; i++)
		if (channels[i].used && channels[i].lun == lun)
			found = &channels[i];
	pthread_mutex_unlock(&table);
	return found;
}

static int send_all(int s, const void *bytes, size_t n)
{
	for (const char *p = bytes; n > 0;) {
		ssize_t sent = send(s, p, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		p += sent;
		n -= (size_t)sent;
	}
	return 0;
}

static int receive_all(int s, void *bytes, size_t n)
{
	for (char *p = bytes; n > 0;) {
		ssize_t got = recv(s, p, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

static int reach(struct channel *c)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (c->socket >= 0)
		return 0;
	memcpy(address.sun_path, c->path, sizeof address.sun_path);
	c->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->socket < 0)
		return -1;
	if (connect(c->socket, (struct sockaddr *)&address, sizeof address) == 0)
		return 0;
	close(c->socket);
	c->socket = -1;
	return -1;
}

/* The answer goes to out; *n is its room before and its length after. */
static enum verdict exchange(struct channel *c, enum op op, const void *in, size_t length, void *out, size_t *n)
{
	uint8_t head[5] = { (uint8_t)op };
	uint32_t size = htonl((uint32_t)length);

	memcpy(head + 1, &size, 4);
	if (send_all(c->socket, head, sizeof head) || send_all(c->socket, in, length) ||
	    receive_all(c->socket, head, sizeof head))
		return UNREACHED;
	memcpy(&size, head + 1, 4);
	size = ntohl(size);
	if (size > *n || receive_all(c->socket, out, size))
		return UNREACHED;
	*n = size;
	return (enum verdict)head[0];
}

static enum verdict ask(struct channel *c, enum op op, const void *in, size_t length, void *out, size_t *n)
{
	enum verdict v = UNREACHED;

	if (!c)
		return UNREACHED;
	pthread_mutex_lock(&c->lock);
	if (reach(c) == 0)
		v = exchange(c, op, in, length, out, n);
	if (v == UNREACHED && c->socket >= 0) {
		close(c->socket); /* what is still in it belongs to an old question */
		c->socket = -1;
	}
	pthread_mutex_unlock(&c->lock);
	return v;
}

static RESPONSECODE presence(struct channel *c)
{
	uint8_t nothing;
	size_t n = 0;

	switch (ask(c, OP_PRESENCE, NULL, 0, &nothing, &n)) {
	case DONE:
		return IFD_ICC_PRESENT;
	case EMPTY:
		return IFD_ICC_NOT_PRESENT;
	case UNPLUGGED:
		return IFD_NO_SUCH_DEVICE;
	default:
		return IFD_COMMUNICATION_ERROR;
	}
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
	const char *path = strchr(name, ':');
	struct channel *c = NULL;
	RESPONSECODE there;

	pthread_mutex_lock(&table);
	for (int i = 0; i < MOST_CHANNELS && !c; i++)
		if (!channels[i].used)
			c = &channels[i];
	if (!c || !path || strlen(path + 1) >= sizeof c->path) {
		pthread_mutex_unlock(&table);
		return IFD_COMMUNICATION_ERROR;
	}
	memset(c, 0, sizeof *c);
	snprintf(c->path, sizeof c->path, "%s", path + 1);
	pthread_mutex_init(&c->lock, NULL);
	c->socket = -1;
	c->lun = lun;
	c->used = 1;
	pthread_mutex_unlock(&table);

	there = presence(c); /* an unplugged reader must not appear */
	if (there == IFD_ICC_PRESENT || there == IFD_ICC_NOT_PRESENT)
		return IFD_SUCCESS;
	IFDHCloseChannel(lun);
	return IFD_NO_SUCH_DEVICE;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD number)
{
	(void)lun;
	(void)number;
	return IFD_NO_SUCH_DEVICE; /* readers have names, not numbers */
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	struct channel *c = channel_of(lun);

	if (!c)
		return IFD_SUCCESS;
	pthread_mutex_lock(&c->lock);
	if (c->socket >= 0)
		close(c->socket);
	c->socket = -1;
	pthread_mutex_unlock(&c->lock);
	pthread_mutex_lock(&table);
	c->used = 0;
	pthread_mutex_unlock(&table);
	return IFD_SUCCESS;
}

static RESPONSECODE number(PDWORD length, PUCHAR value, UCHAR n)
{
	if (*length < 1)
		return IFD_ERROR_INSUFFICIENT_BUFFER;
	*value = n;
	*length = 1;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	(void)lun;
	switch (tag) {
	case TAG_IFD_SIMULTANEOUS_ACCESS:
		return number(length, value, MOST_CHANNELS);
	case TAG_IFD_SLOTS_NUMBER:
		return number(length, value, 1);
	case TAG_IFD_THREAD_SAFE:
		return number(length, value, 1);
	case TAG_IFD_SLOT_THREAD_SAFE:
		return number(length, value, 0);
	}
	*length = 0;
	return IFD_ERROR_TAG;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
	(void)lun;
	(void)tag;
	(void)length;
	(void)value;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3)
{
	(void)lun;
	(void)protocol;
	(void)flags;
	(void)pts1;
	(void)pts2;
	(void)pts3;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD length)
{
	struct channel *c = channel_of(lun);
	uint8_t answer[MAX_ATR_SIZE];
	size_t n = sizeof answer;

	*length = 0;
	if (action == IFD_POWER_DOWN) {
		ask(c, OP_POWER_DOWN, NULL, 0, answer, &n);
		return IFD_SUCCESS;
	}
	if (ask(c, OP_POWER_UP, NULL, 0, answer, &n) != DONE)
		return IFD_ERROR_POWER_ACTION;
	memcpy(atr, answer, n);
	*length = n;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_pci, PUCHAR command, DWORD length,
			       PUCHAR answer, PDWORD room, PSCARD_IO_HEADER receive_pci)
{
	size_t n = *room;

	*room = 0;
	if (receive_pci)
		receive_pci->Protocol = send_pci.Protocol;
	switch (ask(channel_of(lun), OP_APDU, command, length, answer, &n)) {
	case DONE:
		*room = n;
		return IFD_SUCCESS;
	case UNPLUGGED:
		return IFD_NO_SUCH_DEVICE;
	default:
		return IFD_COMMUNICATION_ERROR; /* what a real driver says of a card that left over it */
	}
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR in, DWORD length, PUCHAR out, DWORD room, LPDWORD n)
{
	(void)lun;
	(void)code;
	(void)in;
	(void)length;
	(void)out;
	(void)room;
	*n = 0;
	return IFD_ERROR_NOT_SUPPORTED; /* no key pad on these readers */
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
	return presence(channel_of(lun));
}
