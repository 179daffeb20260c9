using System;
using System.Collections.Generic;
using System.Text;
using LiteBox.North;
using Thread = LiteBox.North.Thread;

namespace LiteBox.Runtime.Tests.Files;

/// <summary>Touches whatever a tree offers: lists, stats, reads and changes it, within a budget.</summary>
internal static class FileGuestWalk
{
    public static void Everything(FileGuest guest, Thread thread)
    {
        ulong buffer = guest.Room(4096);
        ulong path = guest.Room(4096);
        var rest = new Queue<string>();
        rest.Enqueue("");
        for (int budget = 60; budget > 0 && rest.TryDequeue(out string? directory); budget--)
        {
            long descriptor = Call(2, directory + "/", 0x10000, 0);
            if (descriptor < 0)
                continue;
            long read;
            for (int pieces = 0; pieces < 20 && (read = guest.CallOn(thread, 217, descriptor, buffer, 4096)) > 0; pieces++)
            {
                byte[] bytes = guest.Get(buffer, (int)read);
                for (int at = 0; at < read; at += BitConverter.ToUInt16(bytes, at + 16))
                {
                    ReadOnlySpan<byte> name = bytes.AsSpan(at + 19);
                    string full = directory + "/" + Encoding.Latin1.GetString(name[..name.IndexOf((byte)0)]);
                    if (full.EndsWith("/.", StringComparison.Ordinal) || full.EndsWith("/..", StringComparison.Ordinal) || full.Length > 2000)
                        continue;
                    if (Call(4, full, buffer) == 0 && (BitConverter.ToUInt32(guest.Get(buffer + 24, 4)) & 0xF000) == 0x4000)
                        rest.Enqueue(full);
                    Call(89, full, buffer, 4096);
                    long file = Call(2, full, 2, 0);
                    if (file < 0)
                        continue;
                    guest.CallOn(thread, 17, file, buffer, 4096, 0L);
                    guest.CallOn(thread, 17, file, buffer, 4096, 5000L);
                    if (!full.StartsWith("/proc", StringComparison.Ordinal) && !full.StartsWith("/dev", StringComparison.Ordinal))
                        guest.CallOn(thread, 18, file, buffer, 16, 100L);
                    guest.CallOn(thread, 3, file);
                }

                bytes.AsSpan().Clear();
                guest.CallOn(thread, 3, -1);
            }

            guest.CallOn(thread, 3, descriptor);
            Call(83, directory + "/made", 0x1FF);
        }

        long Call(int number, string text, params object[] more)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(text + "\0");
            if (bytes.Length > 4096)
                return -1;
            LiteBox.South.South.CopyToGuest(path, bytes);
            return guest.CallOn(thread, number, [path, .. more]);
        }
    }
}
