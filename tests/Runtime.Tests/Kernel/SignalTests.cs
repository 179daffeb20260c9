using System;
using LiteBox.North;
using LiteBox.Shim.Linux;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed unsafe class SignalTests
{
    private const ulong HandlerAddress = 0x50_0000;
    private const ulong Restorer = 0x50_1000;
    private const ulong RestorerFlag = 0x0400_0000;
    private const ulong RestartFlag = 0x1000_0000;
    private const ulong OnStackFlag = 0x0800_0000;
    private const ulong CloneThread = 0x3D0F00;

    [Fact]
    public void AHandlerRunsOnAFrameAsLinuxLaysItOutAndReturns()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag | 4, mask: 0x40);
        sandbox.Registers.Rbx = 0xB0;
        sandbox.Registers.R12 = 0x12;
        ulong stack = sandbox.Registers.Rsp;
        Span<byte> vectors = new(System.Runtime.CompilerServices.Unsafe.AsPointer(ref sandbox.Block.VectorState[0]), 256);
        vectors.Fill(0x5A);
        SendSelf(sandbox, 10);

        ref GuestRegisters registers = ref sandbox.Registers;
        Assert.Equal(HandlerAddress, registers.Rip);
        Assert.Equal(10UL, registers.Rdi);
        Assert.Equal(0UL, (registers.Rsp + 8) % 16);
        Assert.True(registers.Rsp < stack - 128);
        Assert.Equal(Restorer, sandbox.Read<ulong>(registers.Rsp));
        Assert.Equal(registers.Rsp + 8, registers.Rdx);
        Assert.Equal(10, sandbox.Read<int>(registers.Rsi));
        Assert.Equal(-6, sandbox.Read<int>(registers.Rsi + 8));
        Assert.Equal(0x40UL | 1UL << 9, sandbox.Thread.SignalMask);
        RawSignalContext context = sandbox.Read<RawSignalContext>(registers.Rsp);
        Assert.Equal(Sandbox.Here, context.Rip);
        Assert.Equal(stack, context.Rsp);
        Assert.Equal(0xB0UL, context.Rbx);
        Assert.Equal(0UL, context.ExtendedState % 64);
        Assert.Equal(0x46505853u, sandbox.Read<uint>(context.ExtendedState + 464));
        Assert.Equal(0x46505845u, sandbox.Read<uint>(context.ExtendedState + 832));
        Assert.Equal(0x5A5A_5A5A_5A5A_5A5AUL, sandbox.Read<ulong>(context.ExtendedState + 160));

        registers.Rbx = 0;
        ReturnFromHandler(sandbox);
        Assert.Equal(Sandbox.Here, registers.Rip);
        Assert.Equal(stack, registers.Rsp);
        Assert.Equal(0xB0UL, registers.Rbx);
        Assert.Equal(0UL, sandbox.Thread.SignalMask);
        Assert.Equal(1, sandbox.Block.FullReturn);
        Assert.Equal(0x5A, *(byte*)(sandbox.Block.ExtendedState + 160));
    }

    [Theory]
    [InlineData(RestartFlag, 3)]
    [InlineData(0UL, -4)]
    public void AnInterruptedReadRestartsIfTheHandlerSaysSo(ulong flags, long expected)
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 12, RestorerFlag | flags);
        ulong buffer = sandbox.Allocate(4096);
        ulong pair = sandbox.Allocate(8);
        Assert.Equal(0, sandbox.Call(293, pair, 0));
        System.Threading.Thread signaller = SendWhenAsleep(sandbox, 12);
        sandbox.Call(0, (ulong)sandbox.Read<int>(pair), buffer, 3);
        signaller.Join();
        Assert.Equal(HandlerAddress, sandbox.Registers.Rip);
        GuestRegisters inHandler = sandbox.Registers;
        RawSignalContext context = sandbox.Read<RawSignalContext>(inHandler.Rsp);
        Assert.Equal(flags != 0 ? Sandbox.Here - 2 : Sandbox.Here, context.Rip);
        Assert.Equal(flags != 0 ? 0UL : unchecked((ulong)-4L), context.Rax);
        Assert.Equal(3, sandbox.Call(1, (ulong)sandbox.Read<int>(pair + 4), buffer, 3));
        sandbox.Registers = inHandler;
        Assert.Equal(expected, ReturnFromHandler(sandbox));
        Assert.Equal(Sandbox.Here, sandbox.Registers.Rip);
    }

    [Fact]
    public void SleepIsInterruptedAndTellsWhatIsLeft()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag | RestartFlag);
        ulong time = sandbox.WriteTime(10, 0);
        System.Threading.Thread signaller = SendWhenAsleep(sandbox, 10, advance: 3_000_000_000);
        sandbox.Call(35, time, time);
        signaller.Join();
        Assert.Equal(7, sandbox.Read<long>(time));
        Assert.Equal(-4, ReturnFromHandler(sandbox));
    }

    [Fact]
    public void SuspendSwapsTheMaskAndTheFrameBringsItBack()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag);
        sandbox.Call(14, 2, sandbox.WriteStruct(1UL << 9), 0, 8);
        SendSelf(sandbox, 10);
        Assert.Equal(Sandbox.Here, sandbox.Registers.Rip);
        ulong pending = sandbox.Allocate(8);
        Assert.Equal(0, sandbox.Call(127, pending, 8));
        Assert.Equal(1UL << 9, sandbox.Read<ulong>(pending));
        sandbox.Call(130, sandbox.WriteStruct(0UL), 8);
        Assert.Equal(HandlerAddress, sandbox.Registers.Rip);
        Assert.Equal(-4, ReturnFromHandler(sandbox));
        Assert.Equal(1UL << 9, sandbox.Thread.SignalMask);
    }

    [Fact]
    public void TheAlternateStackIsUsedAndAutodisarmed()
    {
        using Sandbox sandbox = new();
        ulong stack = sandbox.Allocate(0x4000);
        Assert.Equal(-12, sandbox.Call(131, sandbox.WriteStruct(new AlternateStack { Base = stack, Size = 2047 })));
        Assert.Equal(-22, sandbox.Call(131, sandbox.WriteStruct(new AlternateStack { Base = stack, Size = 0x4000, Flags = 8 })));
        AlternateStack alternate = new() { Base = stack, Size = 0x4000, Flags = AlternateStack.AutoDisarm };
        Assert.Equal(0, sandbox.Call(131, sandbox.WriteStruct(alternate)));
        Catch(sandbox, 10, RestorerFlag | OnStackFlag);
        SendSelf(sandbox, 10);
        Assert.InRange(sandbox.Registers.Rsp, stack, stack + 0x4000);
        Assert.Equal(AlternateStack.Disabled, sandbox.Thread.AlternateStack.Flags);
        ReturnFromHandler(sandbox);
        Assert.Equal(stack, sandbox.Thread.AlternateStack.Base);
    }

    [Fact]
    public void RealTimeSignalsQueueAndStandardOnesDoNot()
    {
        using Sandbox sandbox = new();
        sandbox.Call(14, 0, sandbox.WriteStruct(ulong.MaxValue), 0, 8);
        for (int i = 0; i < 3; i++)
        {
            SendSelf(sandbox, 10);
            SendSelf(sandbox, 40);
        }

        ulong set = sandbox.WriteStruct(ulong.MaxValue);
        ulong zero = sandbox.WriteTime(0, 0);
        Assert.Equal(10, sandbox.Call(128, set, 0, zero, 8));
        for (int i = 0; i < 3; i++)
            Assert.Equal(40, sandbox.Call(128, set, 0, zero, 8));
        Assert.Equal(-11, sandbox.Call(128, set, 0, zero, 8));
    }

    [Fact]
    public void QueuedInformationArrives()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 35, RestorerFlag | 4);
        ulong info = sandbox.WriteStruct(new SignalInfo { Code = SignalInfo.SI_QUEUE, Sender = 7, Value = 0xABCD });
        sandbox.Call(129, (ulong)sandbox.Process.Id, 35, info);
        Assert.Equal(0xABCDUL, sandbox.Read<ulong>(sandbox.Registers.Rsi + 24));
        Assert.Equal(35, sandbox.Read<int>(sandbox.Registers.Rsi));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(9)]
    public void SignalsThatNobodyCatchesEndTheSandbox(int signal)
    {
        using Sandbox sandbox = new();
        SandboxExit exit = Assert.Throws<SandboxExit>(() => SendSelf(sandbox, signal));
        Assert.Equal(SandboxExitKind.Signal, exit.Kind);
        Assert.Equal(signal, exit.Value);
    }

    [Fact]
    public void SignalsIgnoredByDefaultDoNothing()
    {
        using Sandbox sandbox = new();
        Assert.Equal(0, SendSelf(sandbox, 17));
        Assert.Equal(0, SendSelf(sandbox, 20));
        Assert.Equal(Sandbox.Here, sandbox.Registers.Rip);
        Assert.Equal(-22, sandbox.Call(13, 9, sandbox.Allocate(32), 0, 8));
        Assert.Equal(-22, sandbox.Call(62, (ulong)sandbox.Process.Id, 65));
        Assert.Equal(-3, sandbox.Call(62, 9999, 0));
    }

    [Fact]
    public void AFaultBecomesASignalWithItsAddress()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 11, RestorerFlag | 4);
        RaisePageFault(sandbox, 0x1234_5000);
        Assert.Equal(HandlerAddress, sandbox.Registers.Rip);
        Assert.Equal(1, sandbox.Read<int>(sandbox.Registers.Rsi + 8));
        Assert.Equal(0x1234_5000UL, sandbox.Read<ulong>(sandbox.Registers.Rsi + 16));
        RawSignalContext context = sandbox.Read<RawSignalContext>(sandbox.Registers.Rsp);
        Assert.Equal(14UL, context.Trap);
        Assert.Equal(0x1234_5000UL, context.FaultAddress);

        // The same again inside the handler, where it is blocked: the end.
        SandboxExit exit = Assert.Throws<SandboxExit>(() => RaisePageFault(sandbox, 0x1234_5000));
        Assert.Equal(11, exit.Value);
    }

    [Fact]
    public void AFrameThatDoesNotFitEndsTheSandbox()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag);
        sandbox.Registers.Rsp = 0x9000_0000;
        SandboxExit exit = Assert.Throws<SandboxExit>(() => SendSelf(sandbox, 10));
        Assert.Equal(11, exit.Value);
    }

    [Fact]
    public void AForgedFrameCannotSetWhatAProgramMayNot()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag);
        SendSelf(sandbox, 10);
        ulong frame = sandbox.Registers.Rsp;
        RawSignalContext context = sandbox.Read<RawSignalContext>(frame);
        context.Rflags = ulong.MaxValue;
        context.Mask = ulong.MaxValue;
        sandbox.Write(frame, context);
        sandbox.Write(context.ExtendedState + 24, uint.MaxValue);
        sandbox.Write(context.ExtendedState + 512, ulong.MaxValue);
        sandbox.Write(context.ExtendedState + 520, ulong.MaxValue);
        ReturnFromHandler(sandbox);
        Assert.Equal(0UL, sandbox.Registers.Rflags & 0x3000);
        Assert.Equal(0UL, sandbox.Thread.SignalMask & Signal.Uncatchable);
        Assert.Equal(7UL, *(ulong*)(sandbox.Block.ExtendedState + 512));
        Assert.Equal(0UL, *(ulong*)(sandbox.Block.ExtendedState + 520));
        Assert.Equal(0xFFFFu, *(uint*)(sandbox.Block.ExtendedState + 24));
    }

    [Fact]
    public void ABlockedThreadLetsAnotherTakeTheSignal()
    {
        using Sandbox sandbox = new();
        Catch(sandbox, 10, RestorerFlag);
        ulong stack = sandbox.Allocate(0x1_0000) + 0x1_0000;
        ulong set = sandbox.WriteStruct(1UL << 9);
        ulong rip = 0;
        sandbox.ThreadBody = guest =>
        {
            guest.Call(34);
            rip = guest.Registers.Rip;
            guest.Call(60);
        };
        Assert.True(sandbox.Call(56, CloneThread, stack) > 0);
        sandbox.Call(14, 0, set, 0, 8);
        sandbox.AwaitSleepers(1);
        Assert.Equal(0, sandbox.Call(62, (ulong)sandbox.Process.Id, 10));
        FutexTests.AwaitThreads(sandbox, 1);
        Assert.Equal(HandlerAddress, rip);
        Assert.Equal(Sandbox.Here, sandbox.Registers.Rip);
    }

    [Fact]
    public void StopHoldsEveryThreadUntilItContinues()
    {
        using Sandbox sandbox = new();
        System.Threading.Thread continuer = SendWhenAsleep(sandbox, 18);
        Assert.Equal(0, SendSelf(sandbox, 19));
        continuer.Join();
        Assert.False(sandbox.Process.IsStopped);
    }

    internal static void Catch(Sandbox sandbox, int signal, ulong flags, ulong mask = 0)
    {
        ulong action = sandbox.Allocate(32);
        sandbox.Write(action, HandlerAddress);
        sandbox.Write(action + 8, flags);
        sandbox.Write(action + 16, Restorer);
        sandbox.Write(action + 24, mask);
        Assert.Equal(0, sandbox.Call(13, (ulong)signal, action, 0, 8));
    }

    internal static long ReturnFromHandler(Sandbox sandbox)
    {
        // RET takes the restorer's address off the stack.
        sandbox.Registers.Rsp += 8;
        sandbox.Registers.Rip = Restorer + 9;
        return sandbox.Call(15);
    }

    private static System.Threading.Thread SendWhenAsleep(Sandbox sandbox, int signal, long advance = 0)
    {
        System.Threading.Thread signaller = new(() =>
        {
            sandbox.AwaitSleepers(1);
            Simulation.Advance(advance);
            BigLock.Enter();
            sandbox.Thread.Post(SignalInfo.FromKernel(signal));
            BigLock.Exit();
        });
        signaller.Start();
        return signaller;
    }

    private static long SendSelf(Sandbox sandbox, int signal) =>
        sandbox.Call(234, (ulong)sandbox.Process.Id, (ulong)sandbox.Thread.Id, (ulong)signal);

    private static void RaisePageFault(Sandbox sandbox, ulong address)
    {
        sandbox.Block.Fault = new GuestFault { Signal = 11, Code = 1, Address = address, Trap = 14, Error = 6 };
        sandbox.Block.FullReturn = 1;
        Entry.Fault((ThreadBlock*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref sandbox.Block));
    }
}
