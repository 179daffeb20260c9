using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// The system calls on sockets of the host: TCP and UDP only. The filter cannot look at addresses; <see cref="Landlock"/> and the
/// library OS do. Calls that may wait are declared apart from those that never do, since only the former are interrupted.
/// </summary>
internal static unsafe class HostSocketCalls
{
    // AF_INET, AF_INET6; SOCK_STREAM, SOCK_DGRAM with SOCK_CLOEXEC and maybe SOCK_NONBLOCK; IPPROTO_TCP, IPPROTO_UDP
    [HostCall(41, Values0 = [2, 10], Values1 = [0x8_0001, 0x8_0801, 0x8_0002, 0x8_0802], Values2 = [6, 17])]
    [RuntimeImport("*", "host_socket"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Open(uint family, uint type, uint protocol);

    [HostCall(3)]
    [RuntimeImport("*", "host_close_socket"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Close(uint handle);

    // FIONBIO
    [HostCall(16, Constant1 = 0x5421)]
    [RuntimeImport("*", "host_ioctl_fionbio"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetNonBlocking(uint socket, int* on);

    // SIOCINQ, SIOCOUTQ
    [HostCall(16, Values1 = [0x541B, 0x5411])]
    [RuntimeImport("*", "host_ioctl_waiting"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetWaiting(uint socket, uint request, int* bytes);

    [HostCall(49)]
    [RuntimeImport("*", "host_bind"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Bind(uint socket, byte* address, uint length);

    [HostCall(50)]
    [RuntimeImport("*", "host_listen"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Listen(uint socket, uint backlog);

    // SOCK_CLOEXEC, SOCK_NONBLOCK
    [HostCall(288, Constant1 = 0, Constant2 = 0, Mask3 = 0x8_0800, Interruptible = true)]
    [RuntimeImport("*", "host_accept4"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Accept(uint socket, uint flags);

    [HostCall(288, Constant1 = 0, Constant2 = 0, Mask3 = 0x8_0800)]
    [RuntimeImport("*", "host_accept4_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint AcceptNow(uint socket, uint flags);

    [HostCall(42)]
    [RuntimeImport("*", "host_connect_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ConnectNow(uint socket, byte* address, uint length);

    [HostCall(42, Interruptible = true)]
    [RuntimeImport("*", "host_connect"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Connect(uint socket, byte* address, uint length);

    [HostCall(48, Values1 = [0, 1, 2])]
    [RuntimeImport("*", "host_shutdown"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Shutdown(uint socket, uint how);

    [HostCall(51)]
    [RuntimeImport("*", "host_getsockname"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetName(uint socket, byte* address, int* length);

    [HostCall(52)]
    [RuntimeImport("*", "host_getpeername"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetPeerName(uint socket, byte* address, int* length);

    // IPPROTO_IP, SOL_SOCKET, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6
    [HostCall(55, Values1 = [0, 1, 6, 17, 41])]
    [RuntimeImport("*", "host_getsockopt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetOption(uint socket, uint level, uint option, byte* value, int* length);

    [HostCall(54, Values1 = [0, 1, 6, 17, 41])]
    [RuntimeImport("*", "host_setsockopt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetOption(uint socket, uint level, uint option, byte* value, uint length);

    [HostCall(45, Constant4 = 0, Constant5 = 0, Interruptible = true)]
    [RuntimeImport("*", "host_recvfrom"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Receive(uint socket, ulong buffer, ulong length, uint flags);

    [HostCall(45, Constant4 = 0, Constant5 = 0)]
    [RuntimeImport("*", "host_recvfrom_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ReceiveNow(uint socket, ulong buffer, ulong length, uint flags);

    [HostCall(44, Constant4 = 0, Constant5 = 0, Interruptible = true)]
    [RuntimeImport("*", "host_sendto"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Send(uint socket, ulong buffer, ulong length, uint flags);

    [HostCall(44, Constant4 = 0, Constant5 = 0)]
    [RuntimeImport("*", "host_sendto_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SendNow(uint socket, ulong buffer, ulong length, uint flags);

    [HostCall(47, Interruptible = true)]
    [RuntimeImport("*", "host_recvmsg"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ReceiveMessage(uint socket, MessageHeader* message, uint flags);

    [HostCall(47)]
    [RuntimeImport("*", "host_recvmsg_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ReceiveMessageNow(uint socket, MessageHeader* message, uint flags);

    [HostCall(46, Interruptible = true)]
    [RuntimeImport("*", "host_sendmsg"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SendMessage(uint socket, MessageHeader* message, uint flags);

    [HostCall(46)]
    [RuntimeImport("*", "host_sendmsg_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SendMessageNow(uint socket, MessageHeader* message, uint flags);

    [HostCall(271, Constant3 = 0, Constant4 = 8, Interruptible = true)]
    [RuntimeImport("*", "host_ppoll_sockets"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Poll(HostPoll* handles, uint count, Timespec* timeout);

    [HostCall(271, Constant3 = 0, Constant4 = 8)]
    [RuntimeImport("*", "host_ppoll_sockets_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint PollNow(HostPoll* handles, uint count, Timespec* timeout);

    // EPOLL_CLOEXEC
    [HostCall(291, Constant0 = 0x8_0000)]
    [RuntimeImport("*", "host_epoll_create1"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CreatePoller();

    // EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD
    [HostCall(233, Values1 = [1, 2, 3])]
    [RuntimeImport("*", "host_epoll_ctl"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ChangePoller(uint poller, uint operation, uint handle, HostEvent* change);

    [HostCall(281, Constant4 = 0, Constant5 = 8, Interruptible = true)]
    [RuntimeImport("*", "host_epoll_pwait"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint WaitPoller(uint poller, HostEvent* events, uint count, uint milliseconds);

    [HostCall(281, Constant3 = 0, Constant4 = 0, Constant5 = 8)]
    [RuntimeImport("*", "host_epoll_pwait_now"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LookAtPoller(uint poller, HostEvent* events, uint count);

    // LANDLOCK_RULE_NET_PORT
    [HostCall(445, Constant1 = 2, Constant3 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_add_port"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockAddPort(uint ruleset, LandlockPort* rule);
}
