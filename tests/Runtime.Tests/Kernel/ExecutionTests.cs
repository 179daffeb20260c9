using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed class ExecutionTests
{
    private const ulong Entry = 0x40_1000;

    [Fact]
    public void AProgramStartsWithItsArgumentsOnTheStack()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/app", Program(type: 2, 0x40_0000));
        Execute(sandbox, "/app", ["app", "one"], ["A=1"]);
        Assert.Equal(Entry, sandbox.Registers.Rip);
        ulong stack = sandbox.Registers.Rsp;
        Assert.Equal(0UL, stack % 16);
        Assert.Equal(2UL, sandbox.Read<ulong>(stack));
        Assert.Equal("one", ReadString(sandbox.Read<ulong>(stack + 16)));
        Assert.Equal(0UL, sandbox.Read<ulong>(stack + 24));
        Assert.Equal("A=1", ReadString(sandbox.Read<ulong>(stack + 32)));
        Dictionary<ulong, ulong> auxiliary = ReadAuxiliary(sandbox, stack + 48);
        Assert.Equal(4096UL, auxiliary[6]);
        Assert.Equal(Entry, auxiliary[9]);
        Assert.Equal(0x40_0040UL, auxiliary[3]);
        Assert.Equal(2UL, auxiliary[5]);
        Assert.Equal("/app", ReadString(auxiliary[31]));
        Assert.Equal("x86_64", ReadString(auxiliary[15]));
        Assert.NotEqual(0UL, sandbox.Read<ulong>(auxiliary[25]));
        Assert.Equal(0x90, sandbox.Read<byte>(Entry));
        Assert.Equal(0UL, sandbox.Read<ulong>(0x40_2000));
        MemoryTests.CheckAgainstHost(sandbox);
    }

    [Fact]
    public void PositionIndependentProgramsGoToRandomPlaces()
    {
        HashSet<ulong> places = [];
        for (int seed = 1; seed < 5; seed++)
        {
            using Sandbox sandbox = new(seed);
            sandbox.CreateFile("/app", Program(type: 3, 0));
            Execute(sandbox, "/app", ["app"], []);
            places.Add(sandbox.Registers.Rip);
        }

        Assert.Equal(4, places.Count);
    }

    [Fact]
    public void TheInterpreterGetsControl()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/ld", Program(type: 3, 0));
        sandbox.CreateFile("/app", Program(type: 3, 0, "/ld"));
        Execute(sandbox, "/app", ["app"], []);
        Dictionary<ulong, ulong> auxiliary = ReadAuxiliary(sandbox, sandbox.Registers.Rsp + 32);
        Assert.Equal(sandbox.Registers.Rip, auxiliary[7] + 0x1000);
        Assert.NotEqual(auxiliary[9], sandbox.Registers.Rip);
        sandbox.CreateFile("/broken", Program(type: 3, 0, "/none"));
        Assert.Equal(-2, Execute(sandbox, "/broken", ["app"], []));
    }

    [Fact]
    public void ScriptsRunTheirInterpreter()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/app", Program(type: 2, 0x40_0000));
        sandbox.CreateFile("/script", "#! /app -f x \nrest"u8);
        Execute(sandbox, "/script", ["ignored", "last"], []);
        ulong stack = sandbox.Registers.Rsp;
        Assert.Equal(4UL, sandbox.Read<ulong>(stack));
        Assert.Equal("/app", ReadString(sandbox.Read<ulong>(stack + 8)));
        Assert.Equal("-f x", ReadString(sandbox.Read<ulong>(stack + 16)));
        Assert.Equal("/script", ReadString(sandbox.Read<ulong>(stack + 24)));
        Assert.Equal("last", ReadString(sandbox.Read<ulong>(stack + 32)));
    }

    [Fact]
    public void WhatCannotBeExecutedIsRefused()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/text", "hello"u8);
        sandbox.CreateFile("/plain", Program(type: 2, 0x40_0000), mode: 0x1A4);
        sandbox.CreateFile("/loop", "#!/loop"u8);
        Assert.Equal(-8, Execute(sandbox, "/text", [], []));
        Assert.Equal(-13, Execute(sandbox, "/plain", [], []));
        Assert.Equal(-13, Execute(sandbox, "/tmp", [], []));
        Assert.Equal(-2, Execute(sandbox, "/none", [], []));
        Assert.Equal(-40, Execute(sandbox, "/loop", [], []));
        Assert.Equal(-7, Execute(sandbox, "/text", [new string('a', 200_000)], []));
        Assert.Equal(-14, sandbox.Call(59, 16, 0, 0));
        Assert.Equal(Sandbox.Here, sandbox.Registers.Rip);
    }

    [Fact]
    public void OtherThreadsEndAndHandlersGoBack()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/app", Program(type: 2, 0x40_0000));
        ulong word = sandbox.WriteStruct(0);
        sandbox.ThreadBody = guest =>
        {
            guest.Call(202, word, 0, 0);
            guest.Call(39);
        };
        FutexTests.StartThreads(sandbox, 3);
        sandbox.AwaitSleepers(3);
        SignalTests.Catch(sandbox, 10, 0x0400_0000);
        Execute(sandbox, "/app", ["app"], []);
        Assert.Equal(Entry, sandbox.Registers.Rip);
        Assert.Single(sandbox.Process.Threads);
        Assert.Equal(SignalAction.Default, sandbox.Process.ActionOf(10).Handler);
    }

    [Fact]
    public void AHostThatFailsAfterThePointOfNoReturnKills()
    {
        for (int failure = 1; failure <= 4; failure++)
        {
            using Sandbox sandbox = new();
            sandbox.CreateFile("/app", Program(type: 2, 0x40_0000));
            ulong path = sandbox.WriteString("/app");
            Simulation.FailAt = Simulation.Operations + failure;
            SandboxExit exit = Assert.Throws<SandboxExit>(() => sandbox.Call(59, path, 0, 0));
            Assert.Equal(9, exit.Value);
        }
    }

    [Fact]
    public void HostileFilesAreRefusedOrLoadedButNeverMore()
    {
        byte[] good = Program(type: 3, 0, "/ld");
        Random random = new(5);
        for (int i = 0; i < 400; i++)
        {
            using Sandbox sandbox = new(i);
            byte[] bytes = (byte[])good.Clone();
            for (int change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(240)] = (byte)random.Next(256);
            sandbox.CreateFile("/ld", Program(type: 3, 0));
            sandbox.CreateFile("/app", bytes);
            try
            {
                Execute(sandbox, "/app", ["app"], []);
            }
            catch (SandboxExit)
            {
                // A file whose headers pass and that cannot be mapped kills, as on Linux.
            }
        }
    }

    private static long Execute(Sandbox sandbox, string path, string[] arguments, string[] environment) =>
        sandbox.Call(59, sandbox.WriteString(path), WriteVector(sandbox, arguments), WriteVector(sandbox, environment));

    private static ulong WriteVector(Sandbox sandbox, string[] strings)
    {
        ulong vector = sandbox.Allocate((ulong)(strings.Length + 1) * 8);
        for (int i = 0; i < strings.Length; i++)
            sandbox.Write(vector + (ulong)i * 8, sandbox.WriteString(strings[i]));
        return vector;
    }

    private static string ReadString(ulong address)
    {
        byte[] buffer = new byte[256];
        Result length = Guest.ReadString(address, buffer);
        return Encoding.UTF8.GetString(buffer, 0, (int)length.Value);
    }

    private static Dictionary<ulong, ulong> ReadAuxiliary(Sandbox sandbox, ulong address)
    {
        Dictionary<ulong, ulong> result = [];
        for (; sandbox.Read<ulong>(address) is var kind and not 0; address += 16)
            result.Add(kind, sandbox.Read<ulong>(address + 8));
        return result;
    }

    private static byte[] Program(ushort type, ulong start, string? interpreter = null)
    {
        MemoryStream stream = new();
        BinaryWriter writer = new(stream);
        int segments = interpreter is null ? 2 : 3;
        writer.Write(0x0001_0102_464C_457FUL);
        writer.Write(0UL);
        writer.Write(type);
        writer.Write((ushort)62);
        writer.Write(1);
        writer.Write(start + 0x1000);
        writer.Write(64UL);
        writer.Write(0UL);
        writer.Write(0);
        foreach (ushort value in new ushort[] { 64, 56, (ushort)segments, 64, 0, 0 })
            writer.Write(value);
        WriteSegment(writer, 1, 5, 0, start, 0x1010, 0x1010);
        WriteSegment(writer, 1, 6, 0, start + 0x2000, 0, 0x2000);
        if (interpreter is not null)
            WriteSegment(writer, 3, 4, 0x800, start + 0x800, (ulong)interpreter.Length + 1, (ulong)interpreter.Length + 1);
        byte[] bytes = new byte[0x1010];
        stream.ToArray().CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(interpreter ?? "").CopyTo(bytes, 0x800);
        bytes.AsSpan(0x1000).Fill(0x90);
        return bytes;
    }

    private static void WriteSegment(BinaryWriter writer, uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        writer.Write(type);
        writer.Write(flags);
        writer.Write(offset);
        writer.Write(address);
        writer.Write(address);
        writer.Write(fileSize);
        writer.Write(memorySize);
        writer.Write(4096UL);
    }
}
